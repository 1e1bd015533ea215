import { listAt, stringAt } from '../../kube/json.ts';
import { printPath } from '../../kube/field-path.ts';
import type { KubeObject } from '../../model/index.ts';

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
