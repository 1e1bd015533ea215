import path from 'node:path';
import type { Program } from './kubelet-standin.ts';
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

/** The real Prometheus of a Pod of a Prometheus or PrometheusAgent, on the Pod's address. */
export const prometheusProgram =
  (around: PodSurroundings, times: Times): Program =>
  (context) =>
    runPodProcess(
      around,
      {
        program: 'prometheus',
        port: 9090,
        overrides: (address, given) => [
          `--web.listen-address=${address}:9090`,
          ...(times.interval === undefined ? [] : [`--scrape.discovery-reload-interval=${times.interval}`]),
          // An alert whose Alertmanager was discovered a little later would be told a minute later.
          ...(times.interval === undefined || given.has('--agent')
            ? []
            : [`--rules.alert.resend-delay=${times.interval}`]),
        ],
        adapt: (text, { paths, account }) =>
          adaptConfig(text, {
            paths,
            apiServer: {
              url: around.url,
              caFile: path.join(account, 'ca.crt'),
              tokenFile: path.join(account, 'token'),
            },
            ...(times.interval === undefined ? {} : { interval: times.interval }),
          }),
        adaptFile: (inside, content) =>
          inside.startsWith(RULES) ? Buffer.from(adaptRules(content.toString('utf8'), times)) : content,
      },
      context,
    );
