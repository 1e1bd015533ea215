import {
  printProblem,
  problemEvidence,
  proxyProblemsOf,
} from '../../backends/prometheus-operator/admission/problems.ts';
import { defineCheck } from '../check.ts';
import { CLIENT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** Proxy settings that the operator refuses. */
export const rejectedProxy = defineCheck({
  id: 'rejected-proxy',
  title: 'The proxy settings contradict each other',
  stage: 'admission',
  kinds: CLIENT_KINDS,
  reads: SELECTION,
  find: ({ object }) => {
    const problems = proxyProblemsOf(object);
    return problems.length > 0 ? [{ problems: problems.map(problemEvidence) }] : [];
  },
  explain: (_evidence, { object, stack }) => {
    const problems = proxyProblemsOf(object);
    return {
      summary: `${title(stack.ref)} rejects ${title(refOf(object))}: its proxy settings contradict each other.`,
      because: [
        ...problems.map(printProblem),
        'proxyUrl and proxyFromEnvironment exclude each other; noProxy needs proxyUrl, proxyConnectHeader one of the two.',
      ],
      remedy: 'Keep either proxyUrl (with noProxy) or proxyFromEnvironment.',
      fix: {
        kind: 'advise',
        steps: problems.map(printProblem),
        whyNotAutomatic: 'Which way leads to the target is known only to its owner.',
      },
    };
  },
});
