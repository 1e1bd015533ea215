import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Api } from './api.ts';
import { connect } from './api.ts';
import type { ApplyOptions } from './apply.ts';
import { applyAll, applyCrdFolder, deleteAll } from './apply.ts';
import { isProvisioned, programs } from './binaries.ts';
import type { Certificates } from './control-plane.ts';
import {
  etcdDataDir,
  startControllers,
  startControlPlane,
  startOperator,
  waitForApi,
  waitForOperator,
  writeCertificates,
} from './control-plane.ts';
import { keepEtcd, restoreEtcd } from './etcd-image.ts';
import type { KubeThing } from './object.ts';
import type { OldOperator } from './old-operators.ts';
import { operatorCrds } from './old-operators.ts';
import type { Pod } from './pod.ts';
import { isReady } from './pod.ts';
import type { Component } from './process.ts';
import { discoverWith } from './resources.ts';
import type { Standins, StandinOptions } from './standins.ts';
import { startStandins } from './standins.ts';
import { claimSubnet } from './subnet.ts';
import type { User } from './users.ts';
import { kubeconfigText, makeTokens, writeTokenFile } from './users.ts';
import type { WaitOptions } from './wait.ts';
import { waitFor } from './wait.ts';

export interface BedOptions extends StandinOptions {
  /** The operator's ten CRDs; true when absent. */
  readonly crds?: boolean;
  /** Not the newest operator and its CRDs but these. */
  readonly oldOperator?: OldOperator;
  /** `false`: no operator. Else flags added to its own. */
  readonly operator?: false | readonly string[];
  /** Flags added to kube-apiserver's own. */
  readonly apiserver?: readonly string[];
  /** `false`: no kubelet, no controllers, no Prometheus: for tests that only want verdicts of the operator. */
  readonly standins?: boolean;
}

/** A running control plane with what a cluster has around it. Nothing of it outlives `stop` or this process. */
export interface Bed {
  /** Of the admin, a file. */
  readonly kubeconfig: string;
  readonly url: string;
  /** PEM of the CA that signed the API server's certificate. */
  readonly ca: string;
  readonly certificates: Certificates;
  readonly tokens: Readonly<Record<User, string>>;
  /** A folder for this bed's files, removed by `stop`. */
  readonly dir: string;
  /** Requests as the admin. */
  readonly api: Api;
  /** Requests as another user, who has no rights until a test grants some. */
  apiAs(user: User): Api;
  /** Writes a kubeconfig of that user and returns its path. */
  kubeconfigFor(user: User): Promise<string>;
  apply(objects: readonly KubeThing[], options?: ApplyOptions): Promise<void>;
  remove(objects: readonly KubeThing[]): Promise<void>;
  /** The live object, undefined when there is none. */
  read(object: Pick<KubeThing, 'apiVersion' | 'kind' | 'metadata'>): Promise<KubeThing | undefined>;
  /** All of a kind, `namespace` narrows. */
  list(apiVersion: string, kind: string, namespace?: string): Promise<readonly KubeThing[]>;
  /** Runs the real kubectl as the admin and answers its stdout; throws with its stderr when it fails. */
  kubectl(args: readonly string[], stdin?: string): Promise<string>;
  /** Stops and starts the operator, with other flags when given. */
  restartOperator(flags?: readonly string[]): Promise<void>;
  /** The operator's process of now, undefined where none was started. A test may stop it, or see it die. */
  operator(): Component | undefined;
  /** Like waitFor of wait.ts, with the components' last lines in the failure. */
  waitFor<T>(condition: () => Promise<T | undefined | false> | T | undefined | false, options: WaitOptions): Promise<T>;
  /** Undefined with `standins: false`. */
  readonly standins: Standins | undefined;
  /** Where Prometheus `namespace/name` listens once its Pod is ready, path prefix included; shard and replica 0 when absent. */
  prometheusUrl(
    namespace: string,
    name: string,
    which?: { readonly shard?: number; readonly replica?: number },
  ): Promise<string>;
  /** The next unused pod address, to listen on. */
  nextPodAddress(): string;
  stop(): Promise<void>;
}

/** So many Pods may serve TLS with the bed's own certificate. */
const TLS_PODS = 100;
const SERVER_NAMES = ['localhost', '127.0.0.1', 'kubernetes', 'kubernetes.default.svc', 'promwire-bed'];

const runKubectl = (kubeconfig: string, args: readonly string[], stdin: string | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: path.dirname(kubeconfig), KUBECONFIG: kubeconfig };
    const child = execFile(
      programs().program('kubectl'),
      [...args],
      { env, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`, { cause: error }));
      },
    );
    child.stdin?.end(stdin ?? '');
  });

/** The last started first: the operator would only complain about the API server's end. */
const stopAll = async (components: readonly Component[]): Promise<void> => {
  for (const component of components.toReversed()) await component.stop();
};

/** The URL of one Pod of a Prometheus, undefined while it is not ready. */
const findPrometheus = async (
  api: Api,
  namespace: string,
  name: string,
  { shard = 0, replica = 0 }: { readonly shard?: number; readonly replica?: number },
): Promise<string | undefined> => {
  const podName = `prometheus-${name}${shard === 0 ? '' : `-shard-${shard}`}-${replica}`;
  const answer = await api.request('GET', `/api/v1/namespaces/${namespace}/pods/${podName}`);
  if (answer.status === 404) return undefined;
  const pod = JSON.parse(answer.body) as Pod;
  if (!isReady(pod)) return undefined;
  const args = pod.spec.containers.find((container) => container.name === 'prometheus')?.args ?? [];
  const prefix = args.find((argument) => argument.startsWith('--web.route-prefix='))?.split('=')[1] ?? '';
  const owner = await api.json<{ readonly spec: { readonly web?: { readonly tlsConfig?: unknown } } }>(
    'GET',
    `/apis/monitoring.coreos.com/v1/namespaces/${namespace}/prometheuses/${name}`,
  );
  const scheme = owner.spec.web?.tlsConfig === undefined ? 'http' : 'https';
  return `${scheme}://${pod.status?.podIP ?? ''}:9090${prefix.replace(/\/$/, '')}`;
};

/**
 * Starts etcd, kube-apiserver, the operator's CRDs, prometheus-operator and the stand-ins; returns when all of it is
 * ready. Must run inside the namespace that `node scripts/in-netns.mjs` makes.
 */
export const startBed = async (options: BedOptions = {}): Promise<Bed> => {
  if (!isProvisioned()) throw new Error('the test bed is not built: node scripts/provision.mjs');
  const subnet = await claimSubnet();
  const address = subnet.controlPlane;
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'promwire-bed-'));
  const url = `https://${address}:6443`;
  const components: Component[] = [];
  const apis: Api[] = [];
  let standins: Standins | undefined;

  const stop = async (): Promise<void> => {
    await standins?.stop();
    for (const api of apis) api.close();
    await stopAll(components);
    await subnet.release();
    await fs.rm(dir, { recursive: true, force: true });
  };
  const explained = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const tails = [...components.map((component) => component.tail()), standins?.tail() ?? ''].join('\n');
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${tails}`, { cause: error });
    }
  };

  try {
    const tokens = makeTokens();
    const certificates = await writeCertificates(dir, [
      address,
      ...subnet.firstPodAddresses(TLS_PODS),
      ...SERVER_NAMES,
    ]);
    const ca = await fs.readFile(certificates.ca, 'utf8');
    const tokenFile = await writeTokenFile(dir, tokens);
    const startPlane = async (): Promise<void> => {
      components.push(
        ...startControlPlane({ address, dir, tokenFile, certificates, extraFlags: options.apiserver ?? [] }),
      );
      await explained(waitForApi(api, components));
    };
    const apiAs = (user: User): Api => {
      const api = connect(url, ca, tokens[user]);
      apis.push(api);
      return api;
    };
    const kubeconfigFor = async (user: User): Promise<string> => {
      const file = path.join(dir, `kubeconfig-${user}`);
      await fs.writeFile(file, kubeconfigText(url, ca, user, tokens[user]), { mode: 0o600 });
      return file;
    };
    const api = apiAs('admin');
    const resources = discoverWith(api);
    const kubeconfig = await kubeconfigFor('admin');
    const dataDir = etcdDataDir(dir);
    const restored = options.crds !== false && (await restoreEtcd(dataDir, options.oldOperator));
    await startPlane();
    if (options.crds !== false && !restored) {
      await explained(applyCrdFolder(api, operatorCrds(options.oldOperator)));
      await stopAll(components.splice(0));
      await keepEtcd(dataDir, options.oldOperator);
      await startPlane();
    }

    if (options.standins !== false) components.push(startControllers({ kubeconfig, address, dir }));
    let operator: Component | undefined;
    const startNewOperator = async (extraFlags: readonly string[]): Promise<void> => {
      operator = startOperator({ url, address, dir, certificates, old: options.oldOperator, extraFlags });
      components.push(operator);
      await explained(waitForOperator(operator, address));
    };
    if (options.operator !== false) await startNewOperator(options.operator ?? []);
    if (options.standins !== false) {
      standins = await startStandins({ api, url, ca, dir, nextAddress: subnet.nextPodAddress, options });
    }

    return {
      kubeconfig,
      url,
      ca,
      certificates,
      tokens,
      dir,
      api,
      apiAs,
      kubeconfigFor,
      standins,
      apply: (objects, applyOptions) => applyAll(api, resources, objects, applyOptions),
      remove: (objects) => deleteAll(api, resources, objects),
      read: async (object) => {
        const answer = await api.request('GET', await resources.path(object));
        if (answer.status === 404) return undefined;
        if (answer.status >= 400) throw new Error(`${object.kind} ${object.metadata.name}: ${answer.body}`);
        return JSON.parse(answer.body) as KubeThing;
      },
      list: async (apiVersion, kind, namespace) => {
        const path_ = await resources.collection(apiVersion, kind, namespace);
        return (await api.json<{ readonly items: readonly KubeThing[] }>('GET', path_)).items;
      },
      kubectl: (args, stdin) => runKubectl(kubeconfig, args, stdin),
      restartOperator: async (flags = []) => {
        await operator?.stop();
        await startNewOperator(flags);
      },
      operator: () => operator,
      waitFor: (condition, waitOptions) => explained(waitFor(condition, waitOptions)),
      prometheusUrl: (namespace, name, which) =>
        explained(
          waitFor(() => findPrometheus(api, namespace, name, which ?? {}), {
            what: `Prometheus ${namespace}/${name} ready`,
          }),
        ),
      nextPodAddress: subnet.nextPodAddress,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
