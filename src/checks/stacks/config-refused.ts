import type { EffectContext } from '../../world/context.ts';
import { printPath } from '../../kube/field-path.ts';
import { refusedBy } from '../../backends/prometheus-operator/admission/refused.ts';
import type { Refused } from '../../backends/prometheus-operator/admission/refused.ts';
import { relabelingsOf } from '../../backends/prometheus-operator/admission/relabelings.ts';
import { defineStackCheck } from '../check.ts';
import { SCRAPE_KINDS, SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { decodeRelabeling } from '../../lang/relabel/relabel.ts';
import type { KubeObject, Ref, Stack } from '../../model/index.ts';

/** One object that the operator accepted makes Prometheus refuse the whole configuration: everybody keeps the old one. */
export const configRefused = defineStackCheck({
  id: 'config-refused',
  title: 'One object makes Prometheus refuse the whole configuration',
  stage: 'effect',
  kinds: SUBJECT_KINDS.filter((kind) => kind !== 'AlertmanagerConfig'),
  reads: SELECTION,
  find: (stack, context) => culpritsOf(stack, context),
  about: ({ culprit }) => culprit,
  explain: ({ culprit, refused }, stack) => ({
    summary: `${title(culprit)} makes the configuration of ${title(stack.ref)} invalid: Prometheus refuses all of it and keeps the old one.`,
    because: [
      ...refused.map(({ field, problem }) => `${field}: ${problem}`),
      'The operator does not look at this; it writes the job, and the status reports no error.',
      'No monitor or rule that is new or changed since then has any effect.',
    ],
    remedy: `Correct ${refused.map(({ field }) => field).join(', ')} of ${title(culprit)}.`,
    changes: culprit,
    fix: {
      kind: 'advise',
      steps: refused.map(({ field, problem }) => `Correct ${field} of ${title(culprit)}: ${problem}.`),
      whyNotAutomatic: 'Which of the settings the target wants is known only to its owner.',
    },
  }),
});

interface Culprit {
  readonly culprit: Ref;
  readonly refused: readonly Refused[];
}

/** Selected objects that Prometheus will not load. Few objects can be one, so whether they are selected is asked last. */
function culpritsOf(stack: Stack, { world, selected }: EffectContext): readonly Culprit[] {
  return SCRAPE_KINDS.filter((kind) => stack.consumes.includes(kind)).flatMap((kind) =>
    world.all('monitoring.coreos.com', kind).flatMap((object) => {
      const refused = [...refusedBy(object, stack), ...relabelings(object, stack)];
      return refused.length > 0 && selected(object, stack) ? [{ culprit: refOf(object), refused }] : [];
    }),
  );
}

/** Relabelings that pass the operator and not Prometheus. */
function relabelings(object: KubeObject, stack: Stack): readonly Refused[] {
  return relabelingsOf(object).flatMap(({ path, relabeling }) => {
    const answer = decodeRelabeling(relabeling, stack.version);
    return answer.kind === 'invalid' && answer.by === 'prometheus'
      ? [{ field: printPath(path), problem: answer.message }]
      : [];
  });
}
