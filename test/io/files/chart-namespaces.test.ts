import { describe, expect, it } from '@jest/globals';
import { analysisOf } from '../../../src/app/read.ts';
import { readFiles } from '../../../src/io/files/index.ts';
import { diskPorts } from '../../../src/io/files/walk.ts';
import type { FileSnapshot } from '../../../src/io/files/index.ts';
import { report } from '../../../src/judge/report.ts';
import { clusterChecks } from '../../../src/registry.ts';

const read = async (text: string, namespace?: string): Promise<FileSnapshot> =>
  await readFiles(['-'], { ...diskPorts, stdin: () => Promise.resolve(Buffer.from(text)) }, namespace);

const chart = (name: string, ...documents: readonly string[]): string =>
  documents.map((text, i) => `---\n# Source: ${name}/templates/${i}.yaml\n${text}\n`).join('');
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: mailer, labels: {app: mailer}}
spec: {selector: {app: mailer}, ports: [{name: http, port: 80}]}`;
const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: mailer}';
const BINDING = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: mailer}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: mailer}
subjects: [{kind: ServiceAccount, name: mailer, namespace: post}]`;
const MONITOR = `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: mailer, namespace: monitoring}
spec: {namespaceSelector: {matchNames: [letters]}, selector: {matchLabels: {app: mailer}}, endpoints: [{port: http}]}`;
const deployment = (container: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: mailer}
spec: {template: {spec: {containers: [${container}]}}}`;
const told = (namespace: string): string => deployment(`{name: a, args: [--namespace=${namespace}]}`);
const address = (host: string): string => deployment(`{name: a, env: [{name: URL, value: 'http://${host}:80/x'}]}`);
const CERTIFICATE = `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: mailer}
spec: {secretName: mailer, dnsNames: [mailer.post.svc, mailer.post.svc.cluster.local]}`;
const WEBHOOK = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: mailer}
webhooks: [{name: a.b.c, clientConfig: {service: {name: mailer, namespace: post}}}]`;
const STACK = `---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: main, namespace: monitoring}
spec: {serviceMonitorSelector: {}}`;

const where = async (text: string, namespace?: string): Promise<readonly (string | undefined)[]> =>
  (await read(text, namespace)).objects
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata, homeless }) => (homeless ? undefined : metadata.namespace));

describe('a chart whose objects name no namespace', () => {
  it.each<[string, string, string | undefined]>([
    ['is where its bindings say that its accounts are', chart('mailer', SERVICE, ACCOUNT, BINDING, MONITOR), 'post'],
    ['is where its webhooks call its Service', chart('mailer', SERVICE, WEBHOOK), 'post'],
    ['is where its certificate has its Service', chart('mailer', SERVICE, CERTIFICATE), 'post'],
    [
      'is where its programs call its Service',
      chart('mailer', SERVICE, address('mailer.post.svc.cluster.local')),
      'post',
    ],
    ['is where its programs are told to be', chart('mailer', SERVICE, told('post')), 'post'],
    [
      'is where a variable says',
      chart('mailer', SERVICE, deployment('{name: a, env: [{name: POD_NAMESPACE, value: post}]}')),
      'post',
    ],
    [
      'is where a label says',
      chart('mailer', SERVICE.replace('{app: mailer}}', '{app: mailer, app.kubernetes.io/namespace: post}}')),
      'post',
    ],
    ['is not where the Service of another is', chart('mailer', SERVICE, address('db.post.svc')), undefined],
    ['is anywhere where addresses disagree', chart('mailer', SERVICE, address('mailer.a.svc'), CERTIFICATE), undefined],
    ['is anywhere where programs are told to watch others', chart('mailer', SERVICE, told('a'), told('b')), undefined],
    ['is where its monitor looks', chart('mailer', SERVICE, MONITOR), 'letters'],
    ['is not where another chart is', chart('mailer', SERVICE) + chart('other', ACCOUNT, BINDING), undefined],
    ['is anywhere where nothing tells', chart('mailer', SERVICE), undefined],
    ['is anywhere where it is no chart', `---\n${SERVICE}\n---\n${MONITOR}\n`, undefined],
  ])('%s', async (_what, text, namespace) => {
    expect(await where(text)).toEqual([namespace]);
  });

  it('is where the user says, but for what its documents tell', async () => {
    expect(await where(chart('mailer', SERVICE), 'given')).toEqual(['given']);
    expect(await where(chart('mailer', SERVICE, MONITOR), 'given')).toEqual(['letters']);
  });

  it.each([
    ['beside a stack that looks in its own namespace', MONITOR.replace(', namespace: monitoring', '')],
    ['that a monitor looks for elsewhere', MONITOR.replace('letters', 'elsewhere')],
  ])('is no error %s', async (_what, monitor) => {
    const found = report(analysisOf(await read(`${STACK}\n---\n${SERVICE}\n---\n${monitor}\n`)), clusterChecks);
    expect(found.findings.map(({ summary }) => summary)).toEqual([]);
    expect(found.judgements.map(({ verdict }) => verdict)).toEqual(['selected']);
  });
});
