/** How much one question looks at of monitors that take very many Services or pods. */
import { groupOf, title } from '../../../kube/refs.ts';
import type { Gap, Monitor } from '../../../model/index.ts';

/** May so many endpoints of Services or pods more be looked at? */
export type Room = (count: number) => boolean;

/** What a monitor may always take: a neighbour's monitors that take thousands are no harm to it. */
const ALWAYS = 20;
/** Beyond that, of all monitors: three that take every pod of a cluster of 30,000. */
const TOGETHER = 100_000;

export function newRoom(): Room {
  let left = TOGETHER;
  return (count) => {
    const beyond = Math.max(0, count - ALWAYS);
    if (beyond > left) return false;
    left -= beyond;
    return true;
  };
}

/** Of a monitor that nothing is said about. */
export function tooWide({ ref, endpoints }: Monitor, count: number): Gap {
  const what = ref.kind === 'PodMonitor' ? 'pods' : 'Services';
  const times = endpoints.length > 1 ? ` at ${endpoints.length} endpoints` : '';
  const sentence = `${title(ref)} takes ${count / endpoints.length} ${what}${times}, and the monitors that were looked at before it take so many that looking at more would take too long: what it scrapes is not known. Ask about it alone, or narrow the selectors of monitors that take more than ${ALWAYS}; promwire looks at ${TOGETHER} of their targets in one run.`;
  const { name, namespace = '' } = ref;
  return { reason: 'invalid', reads: { group: groupOf(ref.apiVersion), kind: ref.kind, namespace, name }, sentence };
}
