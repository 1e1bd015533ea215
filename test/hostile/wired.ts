/** The cluster of the demo with what setup makes there, behind an API server of each row that misbehaves in its own way. */
import http from 'node:http';
import type { Duplex } from 'node:stream';
import { startDemoCluster } from '../cli/demo-cluster.ts';
import { runOn } from '../commands/ask.ts';
import { recorder } from '../commands/terminal.ts';
import { kubeconfig, standIn, status } from '../io/kube/api-stand-in.ts';
import type { Reply, StandIn } from '../io/kube/api-stand-in.ts';
import type { Attack, Scene } from './harness.ts';
import type { Manner } from './manners.ts';
import { TOKEN } from './servers.ts';

const PROXY = /^\/api\/v1\/namespaces\/[^/]+\/(?:pods|services)\/([^/]+)\/proxy(\/[^?]*)(?:\?(.*))?$/;

let wired: Promise<StandIn> | undefined;

/** Made once for all rows of a theme. */
async function wiredOnce(scene: Scene): Promise<StandIn> {
  wired ??= (async () => {
    const api = await startDemoCluster();
    const file = scene.write('wiring', kubeconfig(`http://127.0.0.1:${api.port}`));
    const code = await runOn(recorder().terminal, ['setup', '--yes', '--kubeconfig', file]);
    if (code !== 0) throw new Error(`setup of the demo ended with ${code}`);
    return api;
  })();
  return await wired;
}

/** After the last row. */
export async function stopWired(): Promise<void> {
  await (await wired)?.stop();
}

/** What Prometheus and Alertmanager were asked: "prometheus", "/api/v1/rules", its query. */
export interface Asked {
  readonly who: 'prometheus' | 'alertmanager';
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface Odd {
  /** What is answered in place of the good answer of Prometheus or Alertmanager; undefined: they answer well. */
  readonly proxied?: (asked: Asked) => ((good: string) => Manner) | undefined;
  /** The kubelet's side of a port-forward; the right to the API server's proxy is then missing. */
  readonly forwarded?: (request: http.IncomingMessage, socket: Duplex) => void;
}

/** `arrange` of a row on that cluster. */
export const wiredWith =
  ({ proxied = () => undefined, forwarded }: Odd): NonNullable<Attack['arrange']> =>
  async (scene) => {
    const { port } = await wiredOnce(scene);
    const api = await standIn(({ method, url, body, headers }): Reply => {
      const [, target = '', path = '', query = ''] = PROXY.exec(url) ?? [];
      const pass = async (): Promise<{ readonly status: number; readonly text: string }> =>
        await passed({ port, method, path: url, type: headers['content-type'] ?? '', body });
      if (target !== '' && forwarded) return status(403, 'Forbidden', 'pods/proxy is forbidden');
      const who = target.startsWith('alertmanager') ? 'alertmanager' : 'prometheus';
      const other = target === '' ? undefined : proxied({ who, path, query: new URLSearchParams(query) });
      return {
        by: (response) => {
          void pass().then(({ status: code, text }) => {
            if (other) other(text)(response);
            else response.writeHead(code, { 'content-type': 'application/json' }).end(text);
          });
        },
      };
    });
    if (forwarded) api.server.on('upgrade', forwarded);
    scene.afterwards(() => api.stop());
    const config = kubeconfig(`http://127.0.0.1:${api.port}`, { user: { token: TOKEN } });
    return ['--kubeconfig', scene.write('kubeconfig', config)];
  };

/** A request to the cluster behind. Not fetch: it keeps connections that hold up the end of the tests. */
async function passed(to: {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly body: string;
}): Promise<{ readonly status: number; readonly text: string }> {
  return await new Promise((resolve, reject) => {
    const { port, method, path, type, body } = to;
    const headers = body === '' ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    http
      .request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 500, text }));
      })
      .on('error', reject)
      .end(body);
  });
}
