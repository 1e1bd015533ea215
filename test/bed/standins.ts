import fs from 'node:fs';
import path from 'node:path';
import type { Api } from './api.ts';
import { startEndpointsStandin } from './endpoints-standin.ts';
import type { Images } from './kubelet-standin.ts';
import { startKubeletStandin } from './kubelet-standin.ts';
import { follow } from './watch.ts';
import { startWorkloadStandin } from './workload-standin.ts';

export interface StandinOptions {
  /** What really runs for an image, beside Prometheus and Alertmanager: the exporters. */
  readonly images?: Images;
}

/** Everything that plays a part of a cluster which is not to be had: kubelets and the controllers of the API's own kinds. */
export interface Standins {
  /** Holds the readiness of Pods (false) or lets it go (true). */
  setReady(namespace: string, labels: Readonly<Record<string, string>>, ready: boolean): void;
  /** The last complaints. */
  tail(): string;
  stop(): Promise<void>;
}

const TAIL_BYTES = 4000;

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
  const triggers: (() => void)[] = [];
  const pods = follow(api, '/api/v1/pods', 'v1', 'Pod', () => {
    for (const trigger of triggers) trigger();
  });
  const images = { ...options.images };
  const kubelet = startKubeletStandin({ api, pods, images, nextAddress: context.nextAddress, onError });
  const workloads = startWorkloadStandin(api, pods, onError);
  const endpoints = startEndpointsStandin(api, pods, onError);
  triggers.push(kubelet.trigger, workloads.trigger, endpoints.trigger);
  await pods.ready;
  return {
    setReady: kubelet.setReady,
    tail: () => `--- stand-ins (${logFile})\n${fs.readFileSync(logFile, 'utf8').slice(-TAIL_BYTES)}`,
    stop: async () => {
      await Promise.all([workloads.stop(), endpoints.stop()]);
      await kubelet.stop();
      pods.stop();
    },
  };
};
