import fs from 'node:fs/promises';
import path from 'node:path';
import type { Program } from './kubelet-standin.ts';
import type { PathMap } from './mounts.ts';
import type { PodSurroundings } from './pod-process.ts';
import { runPodProcess } from './pod-process.ts';
import { adaptConfig, adaptRules } from './prometheus-config.ts';

/** Times that replace those of the cluster's objects, so that a test need not wait half a minute for a scrape. */
export interface Times {
  /** Scrape and evaluation interval of everything; `as-configured` leaves them. */
  readonly interval?: string;
  /** `for` of every alert that has one; absent leaves it. */
  readonly hold?: string;
}

const RULES = '/etc/prometheus/rules/';

/** Rule files beside the mounted ones, with the test's times; answers the paths with those in their place. */
const shortenRules = async (paths: PathMap, times: Times): Promise<PathMap> =>
  Promise.all(
    paths.map(async ([inside, real]): Promise<readonly [string, string]> => {
      if (!inside.startsWith(RULES)) return [inside, real];
      const short = `${real}-short`;
      await fs.rm(short, { recursive: true, force: true });
      await fs.mkdir(short, { recursive: true });
      for (const name of await fs.readdir(real)) {
        await fs.writeFile(path.join(short, name), adaptRules(await fs.readFile(path.join(real, name), 'utf8'), times));
      }
      return [inside, short];
    }),
  );

/**
 * Plays the config reloader and the kubelet for a Pod of a Prometheus or PrometheusAgent: mounts what the operator
 * generated, runs the real Prometheus on the Pod's address, and reloads it after each change.
 */
export const prometheusProgram =
  (around: PodSurroundings, times: Times): Program =>
  (context) =>
    runPodProcess(
      around,
      {
        program: 'prometheus',
        port: 9090,
        configKey: 'prometheus.yaml',
        configVolume: 'config',
        overrides: (address, given) => [
          `--web.listen-address=${address}:9090`,
          ...(times.interval === undefined ? [] : [`--scrape.discovery-reload-interval=${times.interval}`]),
          // An alert whose Alertmanager was discovered a little later would be told a minute later.
          ...(times.interval === undefined || given.has('--agent')
            ? []
            : [`--rules.alert.resend-delay=${times.interval}`]),
        ],
        adapt: (text, { env, paths, account }) =>
          adaptConfig(text, {
            env,
            paths,
            apiServer: {
              url: around.url,
              caFile: path.join(account, 'ca.crt'),
              tokenFile: path.join(account, 'token'),
            },
            ...(times.interval === undefined ? {} : { interval: times.interval }),
          }),
        adaptFiles: (paths) => shortenRules(paths, times),
      },
      context,
    );
