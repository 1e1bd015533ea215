import fs from 'node:fs';
import path from 'node:path';
import type { Api } from './api.ts';
import { alertmanagerProgram } from './alertmanager-program.ts';
import type { Images } from './kubelet-standin.ts';
import { startKubeletStandin } from './kubelet-standin.ts';
import type { PodSurroundings } from './pod-process.ts';
import type { Times } from './prometheus-program.ts';
import { prometheusProgram } from './prometheus-program.ts';
import { follow } from './watch.ts';

/** Prometheus scrapes and evaluates this often unless a test says otherwise. */
const QUICK = '1s';

export interface StandinOptions {
  /** What runs for an image, beside Prometheus and Alertmanager: the exporters. */
  readonly images?: Images;
  /** Scrape and evaluation interval of every Prometheus: 1s when absent, `as-configured` leaves the objects' own. */
  readonly interval?: string;
  /** Replaces the `for` of every alert that has one; absent leaves it. */
  readonly hold?: string;
}

/** Everything that plays a part of a cluster which is not to be had: the scheduler, a node and its kubelet. */
export interface Standins {
  /** Holds the readiness of Pods (false) or lets it go (true). */
  setReady(namespace: string, labels: Readonly<Record<string, string>>, ready: boolean): void;
  /** Holds the config reloaders of Pods back (false), or has them repeat what they missed (true). */
  setReloading(namespace: string, labels: Readonly<Record<string, string>>, reloading: boolean): void;
  /** The last complaints. */
  tail(): string;
  stop(): Promise<void>;
}

const TAIL_BYTES = 4000;

const timesOf = ({ interval = QUICK, hold }: StandinOptions): Times => ({
  ...(interval === 'as-configured' ? {} : { interval }),
  ...(hold === undefined ? {} : { hold }),
});

export const startStandins = async (context: {
  readonly api: Api;
  readonly url: string;
  readonly ca: string;
  readonly dir: string;
  readonly nextAddress: () => string;
  readonly options: StandinOptions;
}): Promise<Standins> => {
  const { api, dir, options } = context;
  const logFile = path.join(dir, 'standins.log');
  fs.writeFileSync(logFile, '');
  const onError = (error: unknown): void => {
    fs.appendFileSync(logFile, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  };
  const listeners = new Set<() => void>();
  const onContents = (): void => {
    for (const listener of listeners) listener();
  };
  const contents = {
    secrets: follow(api, '/api/v1/secrets', 'v1', 'Secret', onContents),
    configMaps: follow(api, '/api/v1/configmaps', 'v1', 'ConfigMap', onContents),
  };
  const held: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }[] = [];
  const around: PodSurroundings = {
    ...context,
    contents,
    mayReload: ({ metadata }) =>
      !held.some(
        ({ namespace, labels }) =>
          namespace === metadata.namespace &&
          Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
      ),
    onContent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onError,
  };
  const images: Images = {
    'prometheus/prometheus:': prometheusProgram(around, timesOf(options)),
    'prometheus/alertmanager:': alertmanagerProgram(around),
    ...options.images,
  };
  const kubelet = startKubeletStandin({ api, images, nextAddress: context.nextAddress, onError });
  await Promise.all([kubelet.ready, contents.secrets.ready, contents.configMaps.ready]);
  return {
    setReady: kubelet.setReady,
    setReloading: (namespace, labels, reloading) => {
      const same = held.findIndex(
        (one) => one.namespace === namespace && JSON.stringify(one.labels) === JSON.stringify(labels),
      );
      if (same >= 0) held.splice(same, 1);
      if (!reloading) held.push({ namespace, labels });
      onContents();
    },
    tail: () => `--- stand-ins (${logFile})\n${fs.readFileSync(logFile, 'utf8').slice(-TAIL_BYTES)}`,
    stop: async () => {
      await kubelet.stop();
      for (const informer of [contents.secrets, contents.configMaps]) informer.stop();
    },
  };
};
