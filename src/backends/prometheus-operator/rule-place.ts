import { isObject, listAt, stringAt } from '../../kube/json.ts';
import { printPath } from '../../kube/field-path.ts';
import type { Json, KubeObject } from '../../model/index.ts';

/** "spec.groups[0].rules[1].expr (alert WebDown)" of ["groups", 0, "rules", 1, "expr"]. */
export function printPlace(rule: KubeObject, path: readonly (string | number)[]): string {
  const place = printPath(['spec', ...path.map(String)]);
  const name = nameAt(rule, path);
  return name === undefined ? place : `${place} (${name})`;
}

function nameAt(rule: KubeObject, [groups, group, rules, index]: readonly (string | number)[]): string | undefined {
  if (groups !== 'groups' || rules !== 'rules' || typeof group !== 'number' || typeof index !== 'number')
    return undefined;
  const entry = listAt(listAt(rule.body, 'spec', 'groups')[group], 'rules')[index];
  const [alert, record] = [stringAt(entry, 'alert') ?? '', stringAt(entry, 'record') ?? ''];
  return alert !== '' ? `alert ${alert}` : record === '' ? undefined : `record ${record}`;
}

/** The value at a path of the spec; null where there is none. */
export function valueAt(rule: KubeObject, path: readonly (string | number)[]): Json {
  let value: Json = rule.body['spec'] ?? null;
  for (const part of path) {
    const next: Json | undefined = Array.isArray(value)
      ? (value as readonly Json[])[Number(part)]
      : isObject(value)
        ? value[part]
        : undefined;
    value = next ?? null;
  }
  return value;
}
