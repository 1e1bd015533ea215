/** Monitors that charts of applications make, which are not among the files as long as nothing renders them. */
import { at, isObject, trueAt } from '../../kube/json.ts';
import { title } from '../../kube/refs.ts';
import type { Json, Release } from '../../model/index.ts';
import { renderCommand } from './render-command.ts';
import { placeOf } from './values.ts';

const MONITOR = /^(?:service|pod)_?monitors?$/i;
const NAMED = 3;

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
