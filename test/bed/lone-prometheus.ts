import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { programs } from './binaries.ts';
import { startComponent } from './process.ts';
import { waitFor } from './wait.ts';

/** A real Prometheus on this machine with nothing around it but what it scrapes. */
export interface LonePrometheus {
  readonly url: string;
  /** `data` of an answer of its HTTP API; `parameters` go in the body. */
  ask<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T>;
  stop(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** `every`: a Prometheus duration, of scrapes and evaluations. JSON is YAML to Prometheus. */
export const startLonePrometheus = async (options: {
  readonly every: string;
  readonly scrapes: readonly object[];
  readonly groups: readonly object[];
  readonly flags?: readonly string[];
  readonly externalLabels?: Readonly<Record<string, string>>;
  /** OpenMetrics text with time stamps, to have a past. */
  readonly past?: AsyncIterable<string> | Iterable<string>;
}): Promise<LonePrometheus> => {
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'promwire-prometheus-'));
  const rules = path.join(dir, 'rules.json');
  const config = path.join(dir, 'prometheus.json');
  await fs.writeFile(rules, JSON.stringify({ groups: options.groups }));
  await fs.writeFile(
    config,
    JSON.stringify({
      global: {
        scrape_interval: options.every,
        scrape_timeout: options.every,
        evaluation_interval: options.every,
        ...(options.externalLabels ? { external_labels: options.externalLabels } : {}),
      },
      rule_files: [rules],
      scrape_configs: options.scrapes,
    }),
  );
  if (options.past !== undefined) {
    const past = path.join(dir, 'past.om');
    await pipeline(Readable.from(options.past), createWriteStream(past));
    await promisify(execFile)(programs().program('promtool'), [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      '--quiet',
      // One block: promtool reads the whole text once for each.
      '--max-block-duration=240h',
      past,
      path.join(dir, 'data'),
    ]);
  }
  const url = `http://127.0.0.1:${await freePort()}`;
  const prometheus = startComponent({
    name: 'prometheus',
    command: programs().program('prometheus'),
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(dir, 'data')}`,
      `--web.listen-address=${url.slice('http://'.length)}`,
      ...(options.flags ?? []),
    ],
    logDir: dir,
  });
  const stop = async (): Promise<void> => {
    await prometheus.stop();
    await fs.rm(dir, { recursive: true, force: true });
  };
  try {
    await waitFor(async () => prometheus.running() && (await fetch(`${url}/-/ready`)).ok, { what: `${url}/-/ready` });
  } catch (error) {
    const tail = prometheus.tail();
    await stop();
    throw new Error(tail, { cause: error });
  }
  return {
    url,
    ask: async <T>(where: string, parameters: Readonly<Record<string, string>>) => {
      const answer = await fetch(`${url}${where}`, { method: 'POST', body: new URLSearchParams(parameters) });
      const body = (await answer.json()) as { readonly status: string; readonly data: T; readonly error?: string };
      if (body.status !== 'success') throw new Error(`${where} ${JSON.stringify(parameters)}: ${body.error ?? ''}`);
      return body.data;
    },
    stop,
  };
};
