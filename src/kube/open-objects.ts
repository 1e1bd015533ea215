/** Objects that patches and the like change in ways that only kustomize itself can tell. */
import { groupBy } from './group.ts';
import { SUBJECT_KINDS } from './kinds.ts';
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
const STACKS: ReadonlySet<string> = new Set([
  'Prometheus',
  'PrometheusAgent',
  'Alertmanager',
  'ThanosRuler',
  'Grafana',
]);

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

const OPEN_KINDS: ReadonlySet<string> = new Set([...SUBJECT_KINDS, ...STACKS]);

/** Is it a subject or a stack that was seen, and is changed before it is applied in ways that only another tool can tell? */
export function isOpenObject({ reason, reads, origin }: Gap): boolean {
  const isInFile = reason === 'unreachable' && reads.name !== undefined && origin?.source === 'file';
  return isInFile && OPEN_KINDS.has(reads.kind);
}
