/** A real Prometheus and a real Alertmanager on this machine, with nothing else around them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programs } from '../../bed/binaries.ts';
import { startComponent } from '../../bed/process.ts';
import { waitFor } from '../../bed/wait.ts';

/** What Alertmanager sent: one alert of one notification. */
export interface Notice {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly fingerprint: string;
}

export interface Range {
  readonly metric: Readonly<Record<string, string>>;
  /** Unix seconds and value. */
  readonly values: readonly (readonly [number, string])[];
}

export interface Stage {
  /** Where Prometheus is, without a trailing slash. */
  readonly url: string;
  readonly notices: readonly Notice[];
  /** The `data` of an answer of Prometheus' HTTP API. */
  /** Replaces the rule groups, and returns once they are loaded. */
  readonly load: (groups: readonly object[]) => Promise<void>;
  readonly ask: <T>(path: string, parameters: Readonly<Record<string, string>>) => Promise<T>;
  /** Rule group -> how many evaluations were left out, by Prometheus' own count. */
  readonly missed: () => Promise<ReadonlyMap<string, number>>;
  /** True when no notice came within the last so many milliseconds. */
  readonly quietFor: (ms: number) => boolean;
  readonly stop: () => Promise<void>;
}

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

async function startReceiver(take: (notices: readonly Notice[]) => void) {
  const server = http.createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      take((JSON.parse(text) as { readonly alerts: readonly Notice[] }).alerts);
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

/**
 * Starts both and waits until they answer. Prometheus has no rules yet. `scrapes`: its scrape_configs.
 * `arguments`: further flags of Prometheus.
 */
export async function startStage(
  options: { readonly scrapes?: readonly object[]; readonly arguments?: readonly string[] } = {},
): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'promwire-stage-'));
  const notices: Notice[] = [];
  let heard = Date.now();
  const receiver = await startReceiver((more) => {
    notices.push(...more);
    heard = Date.now();
  });
  const [port, alerts] = [await freePort(), await freePort()];
  const write = async (name: string, content: object): Promise<string> => {
    await writeFile(join(dir, name), JSON.stringify(content));
    return join(dir, name);
  };
  const alertmanagerConfig = await write('alertmanager.yml', {
    // Every alert is told on its own, at once.
    route: { receiver: 'test', group_by: ['...'], group_wait: '100ms', group_interval: '500ms', repeat_interval: '1h' },
    receivers: [
      {
        name: 'test',
        webhook_configs: [
          { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`, send_resolved: true },
        ],
      },
    ],
  });
  await mkdir(join(dir, 'logs'));
  const rules = await write('rules.yml', { groups: [] });
  const config = await write('prometheus.yml', {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alerts}`] }] }] },
    scrape_configs: options.scrapes ?? [],
  });
  const components = [
    startComponent({
      name: 'alertmanager',
      command: programs().program('alertmanager'),
      args: [
        `--config.file=${alertmanagerConfig}`,
        `--storage.path=${join(dir, 'alertmanager')}`,
        `--web.listen-address=127.0.0.1:${alerts}`,
        '--cluster.listen-address=',
      ],
      logDir: join(dir, 'logs'),
    }),
    startComponent({
      name: 'prometheus',
      command: programs().program('prometheus'),
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(dir, 'prometheus')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.enable-lifecycle',
        '--web.enable-remote-write-receiver',
        ...(options.arguments ?? []),
      ],
      logDir: join(dir, 'logs'),
    }),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all(components.map((component) => component.stop()));
    receiver.closeAllConnections();
    await new Promise((resolve) => {
      receiver.close(resolve);
    });
    await rm(dir, { recursive: true, force: true });
  };
  try {
    for (const url of [`http://127.0.0.1:${port}/-/ready`, `http://127.0.0.1:${alerts}/-/ready`]) {
      await waitFor(async () => (await fetch(url)).ok, { what: url });
    }
  } catch (error) {
    const tails = components.map((component) => component.tail()).join('\n');
    await stop();
    throw new Error(tails, { cause: error });
  }
  return {
    url: `http://127.0.0.1:${port}`,
    notices,
    load: async (groups) => {
      await write('rules.yml', { groups });
      const answer = await fetch(`http://127.0.0.1:${port}/-/reload`, { method: 'POST' });
      if (!answer.ok) throw new Error(await answer.text());
    },
    ask: async <T>(path: string, parameters: Readonly<Record<string, string>>) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: Object.keys(parameters).length === 0 ? 'GET' : 'POST',
        ...(Object.keys(parameters).length === 0 ? {} : { body: new URLSearchParams(parameters) }),
      });
      const body = (await answer.json()) as { readonly status: string; readonly data: T; readonly error?: string };
      if (body.status !== 'success') throw new Error(`${path}: ${body.error ?? answer.status}`);
      return body.data;
    },
    missed: async () => {
      const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const lines = page.matchAll(/^prometheus_rule_group_iterations_missed_total\{rule_group="[^;]*;(.*)"\} (\S+)$/gm);
      return new Map([...lines].map(([, group, times]) => [group ?? '', Number(times)]));
    },
    quietFor: (ms) => Date.now() - heard >= ms,
    stop,
  };
}
