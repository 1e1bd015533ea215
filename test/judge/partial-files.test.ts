/**
 * The engine against itself: a random world seen whole, and the same as files with kinds, namespaces and single objects
 * left out. More files may add to what is said, and never take it back: what is an error with fewer is one in the cluster,
 * what is taken with fewer is taken with all unless a file that decides over it was left out, and what all files show to be
 * an error is not passed over where everything that its check looks at is among the fewer.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { report } from '../../src/judge/report.ts';
import { keyOf, refOf, title } from '../../src/kube/refs.ts';
import type { Finding, Judgement, KubeObject, Report } from '../../src/model/index.ts';
import { checks, clusterChecks } from '../../src/registry.ts';
import { likelyObjects, randomObjects } from '../random-worlds.ts';
import { seedOr } from '../seed.ts';
import { analysis } from '../worlds.ts';

const KINDS = [
  ...['Service', 'Endpoints', 'EndpointSlice', 'Pod', 'Deployment', 'StatefulSet', 'Namespace', 'Secret', 'ConfigMap'],
  ...['ServiceMonitor', 'PodMonitor', 'PrometheusRule'],
  ...['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'Grafana', 'GrafanaDashboard'],
];
/** Another stack may do the work of one that does not: files with one of two are those of another cluster. */
const STACKS = ['Prometheus', 'PrometheusAgent', 'ThanosRuler'];
const left = fc.record({
  kinds: fc.subarray(KINDS, { maxLength: 5 }),
  places: fc.subarray(['monitoring', 'shop', 'bank'], { maxLength: 1 }),
  single: fc.uniqueArray(fc.nat(30), { maxLength: 2 }),
});
type Left = typeof left extends fc.Arbitrary<infer T> ? T : never;

const isLeftOut =
  ({ kinds, places, single }: Left) =>
  ({ kind, metadata }: KubeObject, i: number): boolean =>
    !STACKS.includes(kind) && (kinds.includes(kind) || places.includes(metadata.namespace ?? '') || single.includes(i));

const pairOf = ({ object, stack }: Pick<Judgement, 'object' | 'stack'>): string => `${keyOf(object)} ${keyOf(stack)}`;
const isError = ({ severity }: Finding): boolean => severity === 'error';

const said = ({ check, object, stack }: Finding): string =>
  `${check} of ${title(object)}${stack ? ` for ${title(stack)}` : ''}`;

/** What the files say that all of the world does not bear out. */
function overturned(
  objects: readonly KubeObject[],
  omit: Left,
  source: 'files' | 'cluster' = 'files',
): readonly string[] {
  const out = isLeftOut(omit);
  const gone = objects.filter(out);
  const whole = report(analysis(objects), clusterChecks);
  const files = report(analysis(objects, { source: 'files' }), clusterChecks);
  const seen = objects.filter((object, i) => !out(object, i));
  const part = report(analysis(seen, { source }), clusterChecks);
  return [...falseErrors(part, whole, gone), ...turned(part, whole, files, gone), ...passedOver(part, files, gone)];
}

function falseErrors(part: Report, whole: Report, gone: readonly KubeObject[]): readonly string[] {
  const amiss = new Set(whole.findings.filter(isError).map(({ object }) => keyOf(object)));
  const found = new Set(whole.findings.map(({ check, object }) => `${check} ${keyOf(object)}`));
  const troubled = new Set((whole.troubles ?? []).map(({ stack }) => keyOf(stack)));
  const open = new Set(whole.judgements.filter(({ verdict }) => verdict === 'unknown').map(pairOf));
  const lacks = (...kinds: readonly string[]): boolean => gone.some(({ kind }) => kinds.includes(kind));
  return part.findings
    .filter((finding) => isError(finding) && !amiss.has(keyOf(finding.object)))
    .filter(({ check, object, stack }) => {
      // How much the trouble of a stack weighs, and whether it is more than a word on top, other objects decide.
      if (found.has(`${check} ${keyOf(object)}`) || troubled.has(keyOf(stack ?? object))) return false;
      // All files may be less clear: an operator whose flags are not known.
      if (stack !== undefined && open.has(pairOf({ object, stack }))) return false;
      // Of several Services of one selector another may have the port.
      if (check === 'port-name-mismatch' && lacks('Service')) return false;
      // Of applications that a profile knows, and of dashboards, what is there is taken for all that is to be.
      if (check === 'monitor-missing' && lacks('ServiceMonitor', 'PodMonitor', 'Service')) return false;
      return !(check.startsWith('grafana-') && lacks('Deployment', 'StatefulSet', 'Grafana'));
    })
    .map((finding) => `no error with all files: ${said(finding)}: ${finding.summary}`);
}

function turned(part: Report, whole: Report, files: Report, gone: readonly KubeObject[]): readonly string[] {
  const really = new Map(whole.judgements.map((each) => [pairOf(each), each]));
  const told = new Map(files.judgements.map((each) => [pairOf(each), each]));
  return part.judgements.flatMap((each) => {
    const { verdict } = each;
    if (verdict === 'unknown' || each.by === 'binding') return [];
    const name = `${title(each.object)} x ${title(each.stack)}: ${verdict}, but`;
    const refused = verdict !== 'selected' && really.get(pairOf(each))?.verdict === 'selected';
    const all = told.get(pairOf(each));
    const causes = all?.causes ?? [];
    const taken =
      verdict === 'selected' &&
      (all?.verdict === 'not-selected' || all?.verdict === 'rejected') &&
      !causes.some((check) => isBlind(check, gone));
    return [
      ...(refused ? [`${name} selected in the cluster`] : []),
      ...(taken ? [`${name} with all files ${all.verdict} by ${causes.join(', ')}`] : []),
    ];
  });
}

const reads = new Map([...checks, ...clusterChecks].map(({ id, reads: of }) => [id, of.map(({ kind }) => kind)]));

/** Is something left out that the check looks at? */
function isBlind(check: string, gone: readonly KubeObject[]): boolean {
  return gone.some(({ kind }) => (reads.get(check) ?? []).includes(kind));
}

function passedOver(part: Report, files: Report, gone: readonly KubeObject[]): readonly string[] {
  const amiss = new Set(part.findings.filter(isError).map(({ object }) => keyOf(object)));
  const open = new Set<string>(part.unknown.map(({ check }) => check ?? ''));
  return files.findings
    .filter((finding) => isError(finding) && !amiss.has(keyOf(finding.object)) && !open.has(finding.check))
    .filter(({ check, object }) => !isBlind(check, gone) && !gone.some((each) => keyOf(refOf(each)) === keyOf(object)))
    .map((finding) => `passed over: ${said(finding)}`);
}

describe('fewer files than there are', () => {
  const runs = { numRuns: Number(process.env['RUNS'] ?? 1000), seed: seedOr(20261129) };

  it.each([
    ['any world', randomObjects],
    ['a world in which most is right', likelyObjects],
  ])(`say nothing that more would take back (PROMWIRE_SEED=${runs.seed}): %s`, (_what, worlds) => {
    fc.assert(
      fc.property(worlds, left, (objects, omit) => {
        expect(overturned(objects, omit)).toEqual([]);
      }),
      runs,
    );
  });

  it('would be contradicted, were they taken for all that there is', () => {
    const listed = fc.check(
      fc.property(likelyObjects, left, (objects, omit) => overturned(objects, omit, 'cluster').length === 0),
      { numRuns: 300, seed: runs.seed },
    );
    expect(listed.failed).toBe(true);
  });
});
