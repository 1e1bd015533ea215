import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Api } from './api.ts';
import { programs } from './binaries.ts';
import type { OldOperator } from './old-operators.ts';
import { operatorProgram } from './old-operators.ts';
import type { Component } from './process.ts';
import { startComponent } from './process.ts';
import { waitFor } from './wait.ts';

const run = promisify(execFile);
const START_TIMEOUT_MS = 120_000;
/** A bed lives for minutes: processor time is dearer to it than memory. */
const LAZY_COLLECTOR = { GOGC: '400' };

/** The certificate files that bedtool wrote. The server's is valid for every pod address a test may serve TLS on. */
export interface Certificates {
  readonly dir: string;
  readonly ca: string;
  readonly serverCert: string;
  readonly serverKey: string;
}

/** Writes the certificates of one bed; `names` are the server's host names and addresses. */
export const writeCertificates = async (dir: string, names: readonly string[]): Promise<Certificates> => {
  await run(programs().bedtool, ['certs', dir, ...names]);
  const file = (name: string): string => path.join(dir, name);
  return { dir, ca: file('ca.crt'), serverCert: file('server.crt'), serverKey: file('server.key') };
};

export const etcdDataDir = (dir: string): string => path.join(dir, 'etcd');

export interface ControlPlaneOptions {
  readonly address: string;
  readonly dir: string;
  readonly tokenFile: string;
  readonly certificates: Certificates;
  readonly extraFlags: readonly string[];
}

/** Starts etcd and kube-apiserver on `address`, both at once: the API server waits for etcd by itself. */
export const startControlPlane = (options: ControlPlaneOptions): readonly [etcd: Component, apiserver: Component] => {
  const { address, dir, certificates } = options;
  const client = `http://${address}:2379`;
  const peer = `http://${address}:2380`;
  const etcd = startComponent({
    name: 'etcd',
    command: programs().program('etcd'),
    logDir: dir,
    env: LAZY_COLLECTOR,
    args: [
      `--data-dir=${etcdDataDir(dir)}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
  });
  const apiserver = startComponent({
    name: 'kube-apiserver',
    command: programs().program('kube-apiserver'),
    logDir: dir,
    env: LAZY_COLLECTOR,
    args: [
      `--etcd-servers=${client}`,
      `--advertise-address=${address}`,
      `--bind-address=${address}`,
      '--secure-port=6443',
      `--tls-cert-file=${certificates.serverCert}`,
      `--tls-private-key-file=${certificates.serverKey}`,
      `--client-ca-file=${certificates.ca}`,
      `--token-auth-file=${options.tokenFile}`,
      '--authorization-mode=RBAC',
      `--service-account-key-file=${path.join(certificates.dir, 'sa.pub')}`,
      `--service-account-signing-key-file=${path.join(certificates.dir, 'sa.key')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--disable-admission-plugins=ServiceAccount',
      // The bed is one client that writes as fast as it can; fairness among many would only queue it.
      '--enable-priority-and-fairness=false',
      '--max-requests-inflight=4000',
      '--max-mutating-requests-inflight=4000',
      ...options.extraFlags,
    ],
  });
  return [etcd, apiserver];
};

/** Waits until the API server is ready, its bootstrap roles included. */
export const waitForApi = async (api: Api, components: readonly Component[]): Promise<void> => {
  await waitFor(
    async () => {
      const dead = components.find((component) => !component.running());
      if (dead !== undefined) return dead;
      return (await api.request('GET', '/readyz')).status === 200;
    },
    { what: 'kube-apiserver ready', timeoutMs: START_TIMEOUT_MS },
  );
  const dead = components.find((component) => !component.running());
  if (dead !== undefined) throw new Error(`${dead.name} ended while starting`);
};

/** What a cluster needs for its workloads, Services and namespaces; of the others nothing here would see an effect. */
const CONTROLLERS = [
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemonset-controller',
  'deployment-controller',
  'endpoints-controller',
  'endpointslice-controller',
  'endpointslice-mirroring-controller',
  'garbage-collector-controller',
  'job-controller',
  'namespace-controller',
  'replicaset-controller',
  'serviceaccount-controller',
  'statefulset-controller',
] as const;

/**
 * Starts kube-controller-manager. Nothing waits for it: what it makes is waited for by those who need it, as in a
 * cluster.
 */
export const startControllers = (options: {
  readonly kubeconfig: string;
  readonly address: string;
  readonly dir: string;
}): Component =>
  startComponent({
    name: 'kube-controller-manager',
    command: programs().program('kube-controller-manager'),
    logDir: options.dir,
    env: LAZY_COLLECTOR,
    args: [
      `--kubeconfig=${options.kubeconfig}`,
      `--controllers=${CONTROLLERS.join(',')}`,
      '--leader-elect=false',
      '--secure-port=0',
      // It may write as fast as it can: the bed waits for it, and nobody else is slowed down.
      '--kube-api-qps=1000',
      '--kube-api-burst=2000',
    ],
  });

/** Starts the operator; `extraFlags` come last, so that they win. Only the newest can write bindings. */
export const startOperator = (options: {
  readonly url: string;
  readonly address: string;
  readonly dir: string;
  readonly certificates: Certificates;
  readonly old: OldOperator | undefined;
  readonly extraFlags: readonly string[];
}): Component =>
  startComponent({
    name: 'prometheus-operator',
    command: operatorProgram(options.old),
    logDir: options.dir,
    args: [
      `--apiserver=${options.url}`,
      `--ca-file=${options.certificates.ca}`,
      `--cert-file=${path.join(options.certificates.dir, 'operator.crt')}`,
      `--key-file=${path.join(options.certificates.dir, 'operator.key')}`,
      `--web.listen-address=${options.address}:8080`,
      '--web.enable-tls=false',
      ...(options.old === undefined ? ['--feature-gates=StatusForConfigurationResources=true'] : []),
      ...options.extraFlags,
    ],
  });

/** Waits until the operator says that it is ready. */
export const waitForOperator = async (operator: Component, address: string): Promise<void> => {
  await waitFor(async () => !operator.running() || (await fetch(`http://${address}:8080/healthz`)).ok, {
    what: 'prometheus-operator ready',
    timeoutMs: START_TIMEOUT_MS,
  });
  if (!operator.running()) throw new Error('prometheus-operator ended while starting');
};
