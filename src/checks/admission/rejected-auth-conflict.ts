import type { Pair } from '../../world/context.ts';
import type { ClientProblem } from '../../backends/prometheus-operator/admission/auth.ts';
import {
  authProblemsOf,
  printProblem,
  problemEvidence,
  removal,
} from '../../backends/prometheus-operator/admission/problems.ts';
import { defineCheck } from '../check.ts';
import { CLIENT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { operatorsAtLeast } from '../../kube/version.ts';

/** Two ways to authenticate at once, or one that is not complete. */
export const rejectedAuthConflict = defineCheck({
  id: 'rejected-auth-conflict',
  title: 'The ways to authenticate exclude each other, or one is incomplete',
  stage: 'admission',
  kinds: CLIENT_KINDS,
  reads: SELECTION,
  find: (pair) => {
    const problems = problemsOf(pair);
    return problems.length > 0 ? [{ problems: problems.map(problemEvidence) }] : [];
  },
  explain: (_evidence, { object, stack }) => {
    const problems = problemsOf({ object, stack });
    return {
      summary: `${title(stack.ref)} rejects ${title(refOf(object))}: its authentication contradicts itself or is incomplete.`,
      because: [
        ...problems.map(printProblem),
        'A field counts as soon as it is there, even empty: bearerTokenSecret: {key: ""}, as older clients write it, is one way to authenticate.',
      ],
      remedy: 'Keep one of authorization, basicAuth, bearerTokenSecret and oauth2, and fill it in.',
      fix: removal(object, problems, 'Which of them the target wants is known only to its owner.'),
    };
  },
});

/** The first operators that compare the ways of a monitor. */
const SINCE: Readonly<Record<string, string>> = { ServiceMonitor: '0.88.0', PodMonitor: '0.86.0' };

/** Older operators pass some of it on, and Prometheus then refuses the whole configuration: see config-refused. */
function problemsOf({ object, stack }: Pair): readonly ClientProblem[] {
  const problems = authProblemsOf(object);
  if (problems.length === 0) return problems;
  const looks = operatorsAtLeast(stack, SINCE[object.kind] ?? '0.0.0');
  return problems.filter(({ recent }) => looks || recent !== true);
}
