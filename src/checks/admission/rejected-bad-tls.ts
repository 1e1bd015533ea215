import { httpClients } from '../../backends/prometheus-operator/admission/clients.ts';
import { materialProblems } from '../../backends/prometheus-operator/admission/tls-material.ts';
import { problemEvidence, tlsShapeProblemsOf } from '../../backends/prometheus-operator/admission/problems.ts';
import { defineCheck } from '../check.ts';
import { CLIENT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** tlsConfig contradicts itself, or what it refers to is not a certificate or not a pair. */
export const rejectedBadTls = defineCheck({
  id: 'rejected-bad-tls',
  title: 'The TLS settings contradict themselves, or hold no usable certificate',
  stage: 'admission',
  kinds: CLIENT_KINDS,
  reads: SELECTION,
  find: ({ object }, { world }) => {
    const shape = tlsShapeProblemsOf(object);
    const clients = httpClients(object).filter(({ config }) => config['tlsConfig'] !== undefined);
    const material = clients.flatMap((client) => materialProblems(world, object.metadata.namespace ?? '', client));
    const problems = [...shape, ...material].map(problemEvidence);
    return problems.length > 0 ? [{ problems }] : [];
  },
  explain: ({ problems }, { object, stack }) => {
    const lines = problems.map(({ field, problem }) => `${field}: ${problem}`);
    return {
      summary: `${title(stack.ref)} rejects ${title(refOf(object))}: its TLS settings cannot be used.`,
      because: [...lines, 'The operator tries certificate and key together before it accepts the object.'],
      remedy: 'Correct tlsConfig, or what the Secret holds.',
      fix: {
        kind: 'advise',
        steps: lines,
        whyNotAutomatic: 'A certificate or key that fits is held by the owner of the target only.',
      },
    };
  },
});
