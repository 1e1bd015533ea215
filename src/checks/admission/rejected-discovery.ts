import { printPath } from '../../kube/field-path.ts';
import { discoveryProblems } from '../../backends/prometheus-operator/admission/discoveries.ts';
import { defineCheck } from '../check.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** A service discovery of a ScrapeConfig is incomplete, or asks for a newer Prometheus. */
export const rejectedDiscovery = defineCheck({
  id: 'rejected-discovery',
  title: 'A service discovery of a ScrapeConfig is not valid for this Prometheus',
  stage: 'admission',
  kinds: ['ScrapeConfig'],
  reads: SELECTION,
  find: ({ object, stack }) => {
    const problems = discoveryProblems(object, stack);
    return problems.length > 0
      ? [{ problems: problems.map(({ path, problem }) => ({ field: printPath(path), problem })) }]
      : [];
  },
  explain: ({ problems }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: a service discovery in it is not valid.`,
    because: [
      ...problems.map(({ field, problem }) => `${field}: ${problem}`),
      ...(stack.version === undefined ? [] : [`${title(stack.ref)} spec.version: ${stack.version}`]),
    ],
    remedy: 'Correct the discovery, or have Prometheus upgraded where a newer one is needed.',
    fix: {
      kind: 'advise',
      steps: problems.map(({ field, problem }) => `${field}: ${problem}`),
      whyNotAutomatic: 'What should be discovered, and how, is known only to the author.',
    },
  }),
});
