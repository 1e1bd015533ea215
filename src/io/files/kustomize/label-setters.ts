/** Which change of a kustomization makes a label what it is. */
import { labelsAt, stringAt } from '../../../kube/json.ts';
import type { JsonObject, LabelSetter } from '../../../model/index.ts';
import { after, namesOf, type Change, type Changed } from './change.ts';

/** For each label that is another one after these changes, what sets it last, as far as that is in a file. */
export function labelSetters(
  object: JsonObject,
  changes: readonly Change[],
  isClusterScoped: boolean,
): Readonly<Record<string, LabelSetter>> {
  const setters = new Map<string, LabelSetter>();
  let now: Changed = { object, names: namesOf(object) };
  for (const change of changes) {
    const next = after(now, change, isClusterScoped);
    if (next === undefined) return {};
    const [was, is] = [now, next].map((each) => labelsAt(each.object, 'metadata', 'labels'));
    for (const key of new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])) {
      if (was?.[key] === is?.[key]) continue;
      const at = setterOf(change, key);
      if (at) setters.set(key, at);
      else setters.delete(key);
    }
    now = next;
  }
  return Object.fromEntries(setters);
}

const LABELS = ['metadata', 'labels'];

function setterOf(change: Change, key: string): LabelSetter | undefined {
  if (!('at' in change) || !change.at) return undefined;
  const { at } = change;
  if (change.does === 'label') return { ...at, path: at.path.length === 0 ? [] : [...at.path, key] };
  if (change.does === 'merge') return { ...at, path: [...at.path, ...LABELS, key] };
  const pointer = `/metadata/labels/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const last = change.operations.findLastIndex((operation) => pointer.startsWith(stringAt(operation, 'path') ?? ' '));
  return last === -1 ? at : { ...at, path: [...at.path, String(last)] };
}
