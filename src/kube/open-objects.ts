/** Objects that patches and the like change in ways that only kustomize itself can tell. */
import { groupBy } from './group.ts';
import { groupOf, title } from './refs.ts';
import type { Gap, Origin, Ref } from '../model/index.ts';

export interface OpenObject {
  readonly ref: Ref;
  /** Why it is not known what becomes of it, as a sentence without its end. */
  readonly why: string;
  readonly origin: Origin;
}

const NAMED = 3;
/** What decides about the objects of others. */
const STACKS = new Set(['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler', 'Grafana']);

/** They are there, and nothing is known of them: one sentence for all that have the same reason. */
export function openGaps(open: readonly OpenObject[]): readonly Gap[] {
  return [...groupBy(open, ({ why }) => why)].flatMap(([why, members]) => {
    const names = [...new Set(members.map(({ ref }) => title(ref)))];
    const more = names.length > NAMED ? ` and of ${names.length - NAMED} more` : '';
    const of = names.slice(0, NAMED).join(', ');
    const sentence = `What becomes of ${of}${more} is not known: ${why}. To have it judged give what kustomize builds to --from.`;
    return members.map(({ ref: { apiVersion, kind, namespace, name }, origin }): Gap => {
      const where = STACKS.has(kind) || namespace === undefined ? {} : { namespace };
      return { reason: 'unreachable', reads: { group: groupOf(apiVersion), kind, name, ...where }, sentence, origin };
    });
  });
}
