/** The stacks that releases of charts will make, without rendering them. */
import { keyOf, refOf } from '../../kube/refs.ts';
import type { KubeObject, Release, Snapshot } from '../../model/index.ts';
import { openGaps } from '../../kube/open-objects.ts';
import { otherReaders } from './other-readers.ts';
import { patchedObjects } from './patched.ts';
import { releaseOfObject } from './source.ts';
import { unrenderedMonitors } from './unrendered.ts';
import { kubePrometheusStack } from './kube-prometheus-stack.ts';

/** The objects of a release of each chart that is known. */
const CHARTS: Readonly<Record<string, (release: Release) => readonly KubeObject[]>> = {
  'kube-prometheus-stack': kubePrometheusStack,
  'prometheus-operator': kubePrometheusStack,
};

const MONITORS: readonly string[] = ['ServiceMonitor', 'PodMonitor'];

/**
 * A snapshot with the stacks that its releases will make. What is among the files as it is rendered counts more. Of a stack
 * that is known and cannot be judged here, that is a gap where there is no other.
 */
export function withCharts<S extends Snapshot>(snapshot: S): S {
  const there = new Set(snapshot.objects.map((object) => keyOf(refOf(object))));
  const releases = snapshot.releases ?? [];
  const made = releases
    .filter((release) => release.local !== 'rendered')
    .flatMap((release) =>
      patchedObjects(
        release,
        objectsOf(release).filter((object) => !there.has(keyOf(refOf(object)))),
      ),
    );
  const rendered = isPatched(releases)
    ? snapshot.objects.flatMap((object) => {
        const release = object.template === undefined ? undefined : releaseOfObject(releases, object);
        return release ? patchedObjects(release, [object]) : [object];
      })
    : snapshot.objects;
  const all = [...rendered, ...made];
  const open = all.filter((one) => 'ref' in one);
  const gaps = [...releases.flatMap(otherReaders), ...openGaps(open)];
  if (made.length + gaps.length === 0) return snapshot;
  return { ...snapshot, objects: all.filter((one) => !('ref' in one)), gaps: [...snapshot.gaps, ...gaps] };
}

const isPatched = (releases: readonly Release[]): boolean => releases.some(({ patches }) => patches !== undefined);

/** What is worth a line: what charts of applications make, which is not among the files. */
export function chartNotes({ releases = [], objects }: Pick<Snapshot, 'releases' | 'objects'>): readonly string[] {
  const monitors = releases.length === 0 ? [] : objects.filter(({ kind }) => MONITORS.includes(kind));
  const rendered = new Set(monitors.map((object) => releaseOfObject(releases, object)));
  const note = unrenderedMonitors(
    releases.filter(
      (release) =>
        !isStackChart(release) &&
        release.local === undefined &&
        !rendered.has(release) &&
        otherReaders(release).length === 0,
    ),
  );
  return note === undefined ? [] : [note];
}

/** Does it bring a Prometheus that is known here? */
export function isStackChart({ chart }: Release): boolean {
  return Object.hasOwn(CHARTS, chart);
}

function objectsOf(release: Release): readonly KubeObject[] {
  return Object.hasOwn(CHARTS, release.chart) ? (CHARTS[release.chart]?.(release) ?? []) : [];
}
