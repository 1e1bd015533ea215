import { defineClusterCheck } from '../check.ts';
import { readersOf } from '../../backends/readers/index.ts';
import { SELECTION } from '../../world/reads.ts';

const GROUP = 'monitoring.coreos.com';
const KINDS = ['Prometheus', 'ServiceMonitor', 'PodMonitor', 'PrometheusRule'];
const PLURALS: Readonly<Record<string, string>> = {
  Prometheus: 'prometheuses',
  ServiceMonitor: 'servicemonitors',
  PodMonitor: 'podmonitors',
  PrometheusRule: 'prometheusrules',
};

/** The API does not know a kind of the Prometheus Operator. */
export const crdMissing = defineClusterCheck({
  id: 'crd-missing',
  title: 'A CRD of the Prometheus Operator is not installed',
  kinds: [...KINDS, 'CustomResourceDefinition'],
  reads: SELECTION,
  find: ({ world }) => {
    // Something else is there to read monitors, and needs not all of the operator's kinds.
    if (readersOf(world).length > 0) return [];
    const missing = KINDS.filter((kind) =>
      world.snapshot.gaps.some(
        ({ reason, reads }) => reason === 'crd-missing' && reads.group === GROUP && reads.kind === kind,
      ),
    );
    return missing.map((kind) => ({
      about: {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        name: `${PLURALS[kind] ?? ''}.${GROUP}`,
      },
      evidence: { kind, all: missing.length === KINDS.length },
    }));
  },
  explain: ({ kind, all }) => ({
    summary: all
      ? `The Prometheus Operator is not installed: the API server does not know ${kind}.`
      : `The API server does not know the kind ${kind}.`,
    because: [
      `No CustomResourceDefinition serves ${kind} in ${GROUP}.`,
      `Charts that ask which APIs exist leave their ${kind} out silently.`,
    ],
    remedy: all
      ? 'Install a monitoring stack with its CRDs (kube-prometheus-stack brings them), then install or upgrade the application again.'
      : `Install the missing CRD of the Prometheus Operator, restart the operator, then install or upgrade the application again.`,
    fix: {
      kind: 'advise',
      steps: ['kubectl apply --server-side -f the CRDs of the operator version that runs, then restart the operator.'],
      whyNotAutomatic: 'The CRDs must fit the version of the operator, and belong to the owner of the operator.',
    },
  }),
});
