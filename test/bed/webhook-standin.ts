import fs from 'node:fs/promises';
import https from 'node:https';
import type { Bed } from './bed.ts';
import type { KubeThing } from './object.ts';

/** What the webhook does with a PrometheusRule. `hang` never answers: the API server then gives up after its time-out. */
export type WebhookMode =
  { readonly do: 'allow' } | { readonly do: 'hang' } | { readonly do: 'refuse'; readonly message: string };

const PORT = 8443;
const TIMEOUT_SECONDS = 1;

/**
 * Plays the operator's admission webhook for PrometheusRules, named as kube-prometheus-stack names it, with failure
 * policy Fail. `become` changes what it does, `stop` also removes its configuration.
 */
export const startWebhook = async (
  bed: Bed,
  first: WebhookMode,
): Promise<{
  become(mode: WebhookMode): void;
  /** Ends its server; the API server then finds nobody there. */
  close(): Promise<void>;
  stop(): Promise<void>;
}> => {
  let mode = first;
  let asked = 0;
  const address = bed.nextPodAddress();
  const { serverCert, serverKey } = bed.certificates;
  const server = https.createServer(
    { cert: await fs.readFile(serverCert), key: await fs.readFile(serverKey) },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.once('end', () => {
        asked += 1;
        if (mode.do === 'hang') return;
        const review = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
          readonly request: { readonly uid: string };
        };
        const { uid } = review.request;
        const verdict =
          mode.do === 'allow'
            ? { uid, allowed: true }
            : { uid, allowed: false, status: { code: 400, message: mode.message } };
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: verdict }));
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, address, resolve);
  });
  const configuration: KubeThing = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'prometheus-kube-prometheus-admission' },
    webhooks: [
      {
        name: 'prometheusrulevalidate.monitoring.coreos.com',
        failurePolicy: 'Fail',
        sideEffects: 'None',
        timeoutSeconds: TIMEOUT_SECONDS,
        admissionReviewVersions: ['v1'],
        clientConfig: {
          url: `https://${address}:${PORT}/admission-prometheusrules/validate`,
          caBundle: Buffer.from(bed.ca).toString('base64'),
        },
        rules: [
          {
            apiGroups: ['monitoring.coreos.com'],
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['prometheusrules'],
          },
        ],
      },
    ],
  };
  await bed.apply([configuration]);
  // The API server takes a new configuration in a little later: it is asked until it asks back.
  const probe = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'probe' },
    spec: {},
  };
  await bed.waitFor(
    async () => {
      const path = '/apis/monitoring.coreos.com/v1/namespaces/default/prometheusrules?dryRun=All';
      await bed.api.request('POST', path, { body: JSON.stringify(probe) });
      return asked > 0;
    },
    { what: 'the API server asking the webhook' },
  );
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return {
    become: (next) => (mode = next),
    close,
    stop: async () => {
      await bed.remove([configuration]);
      await close();
    },
  };
};
