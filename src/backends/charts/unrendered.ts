/** Monitors that charts of applications make, which are not among the files as long as nothing renders them. */
import { at, isObject, trueAt } from '../../kube/json.ts';
import { title } from '../../kube/refs.ts';
import type { Json, Release, Snapshot } from '../../model/index.ts';
import { renderCommand } from './render-command.ts';
import { releaseOfObject } from './source.ts';
import { beginOf, placeOf } from './values.ts';

const MONITOR = /^(?:service|pod)_?monitors?$/i;
const NAMED = 3;
/** Charts whose rules are many. */
const STACKS: readonly string[] = ['kube-prometheus-stack', 'prometheus-operator', 'victoria-metrics-k8s-stack'];

/** One sentence about all of them, with the command that renders the first; undefined: there are none. */
export function unrenderedMonitors(releases: readonly Release[]): string | undefined {
  const found = releases.flatMap((release) => {
    const path = release.layers.flatMap(({ values }) => pathsOf(values ?? {})).at(-1);
    if (path === undefined) return [];
    const { file, line } = placeOf(release, ...path);
    return [{ release, text: `${title(release.by)} (${path.join('.')}, ${file}:${line})` }];
  });
  const [first] = found;
  if (!first) return undefined;
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  const names = found.slice(0, NAMED).map(({ text }) => text);
  return `charts make monitors that are not among the files and are not judged: ${names.join(', ')}${more}; to judge them render the charts: ${renderCommand(first.release)}`;
}

/** Why `what` ("rules") that is not among the files may be there: the releases none of whose objects is, in sentences; none: no reason. */
export function unrendered(
  { releases = [], objects }: Pick<Snapshot, 'releases' | 'objects'>,
  what: string,
): readonly string[] {
  if (releases.length === 0) return [];
  const rendered = new Set(
    objects.flatMap((object) => (object.made === undefined ? (releaseOfObject(releases, object) ?? []) : [])),
  );
  const hidden = releases.filter((release) => release.local !== 'rendered' && !rendered.has(release));
  // A stack's own rules are the likeliest to be asked about.
  const rank = ({ chart }: Release): number => (STACKS.includes(chart) ? 0 : 1);
  const all = hidden.toSorted((a, b) => rank(a) - rank(b));
  if (all.length === 0) return [];
  const names = all.slice(0, NAMED).map((release) => {
    const { file, line } = beginOf(release);
    return `${title(release.by)} (${file}:${line})`;
  });
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  const charts = all.length === 1 ? 'its chart is' : 'their charts are';
  return [
    `${names.join(', ')}${more} may bring ${what}, which are not among the files as long as ${charts} not rendered (helm template)`,
  ];
}

/** The ways to monitors that are switched on. */
function pathsOf(values: Json | undefined, above: readonly string[] = []): readonly (readonly string[])[] {
  if (!isObject(values)) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const path = [...above, key];
    if (!MONITOR.test(key)) return pathsOf(value, path);
    return trueAt(value, 'enabled') || trueAt(value, 'create')
      ? [[...path, at(value, 'enabled') === undefined ? 'create' : 'enabled']]
      : [];
  });
}
