import { httpClients } from '../engine/admission/clients.ts';
import { defineCheck } from '../engine/check.ts';
import type { Context } from '../engine/check.ts';
import { listAt, objectAt, objectsAt, stringAt } from '../engine/json.ts';
import { SCRAPE_KINDS, SUBJECT_KINDS } from '../engine/kinds.ts';
import { SELECTION } from '../engine/reads.ts';
import { keyOf, refOf, sameRef, title } from '../engine/refs.ts';
import { decodeRelabeling } from '../lang/relabel.ts';
import type { KubeObject, Ref, Stack } from '../model.ts';

/** What the operator lets through and Prometheus does not. */
interface Poison {
  readonly ref: Ref;
  readonly field: string;
  readonly problem: string;
}

/** The object goes into a configuration that Prometheus refuses as a whole: one bad object freezes every job. */
export const configRefused = defineCheck({
  id: 'config-refused',
  title: 'One object makes Prometheus refuse the whole configuration',
  stage: 'targets',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }, context) => {
    if (object.kind === 'AlertmanagerConfig' || !stack.capabilities.includes('targets')) return [];
    if (!context.selected(object, stack)) return [];
    return poisons(context, stack).map(({ ref, field, problem }) => ({
      culprit: { ...ref },
      field,
      problem,
    }));
  },
  about: ({ culprit }, { object }) => (sameRef(culprit, refOf(object)) ? refOf(object) : culprit),
  explain: ({ culprit, field, problem }, { stack }) => ({
    summary: `${title(culprit)} makes the configuration of ${title(stack.ref)} invalid: Prometheus refuses all of it and keeps the old one.`,
    because: [
      `${field}: ${problem}`,
      'The operator does not look at this; it writes the job, and the status says that all is well.',
      'No monitor or rule that is new or changed since then has any effect.',
    ],
    remedy: `Correct ${field} of ${title(culprit)}.`,
    fix: {
      kind: 'advise',
      steps: [`Correct ${field} of ${title(culprit)}: ${problem}.`],
      whyNotAutomatic: 'Which of the alternatives was meant is known only to its author.',
    },
  }),
});

const known = new WeakMap<Stack, readonly Poison[]>();

function poisons(context: Context, stack: Stack): readonly Poison[] {
  const before = known.get(stack);
  if (before) return before;
  const found = SCRAPE_KINDS.flatMap((kind) =>
    context.selectedBy(stack, kind).flatMap((object) => [...twoWays(object), ...noLabelName(object, stack)]),
  );
  const answer = [...new Map(found.map((poison) => [`${keyOf(poison.ref)} ${poison.field}`, poison])).values()];
  known.set(stack, answer);
  return answer;
}

const WAYS = ['basicAuth', 'authorization', 'oauth2'];

/** "at most one of basic_auth, oauth2 & authorization must be configured" (common/config of Prometheus). */
function twoWays(object: KubeObject): readonly Poison[] {
  if (object.kind !== 'Probe' && object.kind !== 'ScrapeConfig') return [];
  return httpClients(object)
    .filter(({ auth }) => auth === 'each')
    .flatMap(({ path, config }) => {
      const ways = WAYS.filter((way) => objectAt(config, way) !== undefined);
      // Authorization without credentials is passed over (pkg/assets/store.go:184-201).
      const real = ways.filter((way) => way !== 'authorization' || objectAt(config, way, 'credentials') !== undefined);
      const bearer = object.kind === 'Probe' && (stringAt(config, 'bearerTokenSecret', 'name') ?? '') !== '';
      const all = [...real, ...(bearer ? ['bearerTokenSecret'] : [])];
      const problem = `${all.join(' and ')} are set, and Prometheus takes one at most`;
      return all.length > 1 ? [{ ref: refOf(object), field: path.join('.'), problem }] : [];
    });
}

/** Relabelings that pass the operator's own look (engine LANG: refused by Prometheus). */
function noLabelName(object: KubeObject, stack: Stack): readonly Poison[] {
  const lists = ['endpoints', 'podMetricsEndpoints'].flatMap((field) => objectsAt(object.body, 'spec', field));
  return lists.flatMap((endpoint, i) =>
    ['relabelings', 'metricRelabelings'].flatMap((field) =>
      listAt(endpoint, field).flatMap((value, at) => {
        const answer = decodeRelabeling(value, stack.version);
        if (answer.kind !== 'invalid' || answer.by !== 'prometheus') return [];
        return [{ ref: refOf(object), field: `spec.endpoints[${i}].${field}[${at}]`, problem: answer.message }];
      }),
    ),
  );
}
