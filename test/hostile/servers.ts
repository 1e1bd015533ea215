/** The servers of attacks: an API server, a Prometheus, a Grafana, each with arguments that lead promwire to it. */
import type { KubeObject } from '../../src/model/index.ts';
import { clusterOf } from '../commands/cluster.ts';
import type { Running } from '../commands/cluster.ts';
import { startGrafana } from '../io/grafana/grafana-standin.ts';
import type { StandInOptions } from '../io/grafana/grafana-standin.ts';
import { kubeconfig, standIn } from '../io/kube/api-stand-in.ts';
import type { Reply, Seen } from '../io/kube/api-stand-in.ts';
import { startStandIn } from '../io/prometheus/prometheus-standin.ts';
import { CANARY } from './harness.ts';
import type { Attack, Scene } from './harness.ts';
import type { Manner } from './manners.ts';

type Arrange = NonNullable<Attack['arrange']>;

/** What is answered in place of a good server; undefined: this is answered well. `nth`: how many such were asked before. */
export type Instead = (seen: Seen, nth: number) => Reply | Manner | undefined;

/** The token that promwire sends to the API server, and never prints. */
export const TOKEN = `${CANARY}-token`;

export interface ApiOptions {
  readonly objects?: readonly KubeObject[];
  readonly instead?: Instead;
  readonly may?: (asked: string) => boolean;
  readonly running?: Running;
  /** Of the kubeconfig. */
  readonly config?: Parameters<typeof kubeconfig>[1];
}

/** An API server of these objects, and the kubeconfig for it. `seen`: every request. */
export async function startApi(
  scene: Scene,
  { objects = [], instead, may, running, config = {} }: ApiOptions,
): Promise<{ readonly argv: readonly string[]; readonly url: string; readonly seen: readonly Seen[] }> {
  const good = clusterOf(objects, may, running);
  const api = await standIn((seen, count) => {
    const other = instead?.(seen, count - 1);
    if (other === undefined) return good(seen);
    return typeof other === 'function' ? { by: other } : other;
  });
  scene.afterwards(() => api.stop());
  const url = `http://127.0.0.1:${api.port}`;
  const file = scene.write('kubeconfig', kubeconfig(url, { user: { token: TOKEN }, ...config }));
  return { argv: ['--kubeconfig', file], url, seen: api.seen };
}

/** `arrange` of a row with an API server. */
export const api =
  (options: ApiOptions): Arrange =>
  async (scene) =>
    (await startApi(scene, options)).argv;

/** An API server that answers everything, or one kind (its plural), in one manner. */
export const everythingIs = (manner: Manner): Arrange => api({ instead: () => manner });
export const listIs = (plural: string, manner: Manner, options: ApiOptions = {}): Arrange =>
  api({ ...options, instead: ({ url }) => (new RegExp(`/${plural}(?:\\?|$)`).test(url) ? manner : undefined) });

/** A Prometheus at an address; `answers`: by path, what is not named is 404. */
export const prometheusAt =
  (answers: (path: string, query: URLSearchParams) => Manner | undefined): Arrange =>
  async (scene) => {
    const server = await startStandIn((_request, response, url) => {
      const manner = answers(url.pathname, url.searchParams);
      if (manner) manner(response);
      else response.writeHead(404).end('404 page not found');
    });
    scene.afterwards(server.stop);
    return ['--prometheus-url', server.url, '--prometheus-token-file', scene.write('prometheus-token', TOKEN)];
  };

/** A Grafana at an address; `instead`: by "METHOD path", what it answers in place of Grafana. */
export const grafanaAt =
  (instead: (asked: string) => Manner | undefined, options: Partial<StandInOptions> = {}): Arrange =>
  async (scene) => {
    const grafana = await startGrafana({
      version: 12,
      ...options,
      instead: (asked, response) => {
        const manner = instead(asked);
        manner?.(response);
        return manner !== undefined;
      },
    });
    scene.afterwards(grafana.stop);
    return ['--grafana-url', grafana.url, '--grafana-token-file', scene.write('grafana-token', TOKEN)];
  };
