/** Objects of charts that nothing among the files installs: with which values and where that is done, is not known. */
import type { Gap, KubeObject } from '../model/index.ts';
import { groupOf } from './refs.ts';

/** Why it is not known whether a stack takes an object: one sentence for each chart. */
export function adriftGaps({ apiVersion, kind, render }: KubeObject): readonly Gap[] {
  if (render?.adrift === undefined) return [];
  const sentence = `Nothing among the files installs the chart ${render.adrift} that promwire can follow, so its values and its namespace are not known, nor what takes its objects. To have them judged name it in promwire.yaml with its values (sources: chart, release, namespace, values), or give what helm template makes of it with them.`;
  return [{ reason: 'invalid', reads: { group: groupOf(apiVersion), kind }, sentence }];
}

/** What stands with all that is found in such an object; undefined: it is of none. */
export function adriftText({ render }: KubeObject): string | undefined {
  return render?.adrift === undefined
    ? undefined
    : `This is with the own values of the chart ${render.adrift}, which nothing among the files installs.`;
}
