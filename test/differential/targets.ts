import fs from 'node:fs/promises';
import path from 'node:path';
import { analyse } from '../../src/judge/analysis.ts';
import type { Rulebook } from '../../src/judge/analysis.ts';
import { buildWorld } from '../../src/world/world.ts';
import type { Bed } from '../bed/bed.ts';
import { programs } from '../bed/binaries.ts';
import type { Component } from '../bed/process.ts';
import { startComponent } from '../bed/process.ts';
import { adaptConfig, fillIn } from '../bed/prometheus-config.ts';
import { readEvidence } from './evidence.ts';
import { loadWorld } from './load.ts';
import { readOurs } from './ours.ts';
import { nameOf } from './pairs.ts';
import type { TargetsWorld } from './targets-world.ts';

/* Our wires against the targets of the real Prometheus, which runs the configuration that the operator generated. */

interface PrometheusTarget {
  readonly scrapePool: string;
  readonly discoveredLabels: Readonly<Record<string, string>>;
}
interface Targets {
  readonly active: readonly PrometheusTarget[];
  readonly dropped: readonly PrometheusTarget[];
}

/** One job of one stack: the addresses that Prometheus scrapes for it, and those of our wires. */
export interface JobTargets {
  readonly stack: string;
  readonly job: string;
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
}

export interface SeenTargets {
  readonly jobs: readonly JobTargets[];
  readonly active: number;
  readonly dropped: number;
  readonly refused: readonly string[];
}

export const agreesOnTargets = ({ theirs, ours }: JobTargets): boolean => theirs.join() === ours.join();

const sorted = (addresses: Iterable<string>): readonly string[] => [...new Set(addresses)].toSorted();

/** Loads the world, runs each stack's Prometheus, waits until discovery is at rest, and reads both sides. */
export const seeTargets = async (world: TargetsWorld, rulebook: Rulebook): Promise<SeenTargets> => {
  const { bed, refused } = await loadWorld(world);
  const running: Component[] = [];
  try {
    const { generated, stacks } = await readEvidence(bed);
    const started = await Promise.all(
      stacks.map(async (stack) => {
        const name = nameOf(stack);
        const { component, url } = await startPrometheus(bed, stack.metadata.name, generated.get(name) ?? '');
        running.push(component);
        return [name, url] as const;
      }),
    );
    const theirs = new Map(
      await Promise.all(started.map(async ([name, url]) => [name, await atRest(bed, url)] as const)),
    );
    const ours = oursByJob(await readOurs(bed.kubeconfig), rulebook);
    const jobs = [...ours].flatMap(([stack, byJob]) =>
      [...byJob].map(([job, addresses]): JobTargets => {
        const own = (theirs.get(stack)?.active ?? []).filter(({ scrapePool }) => scrapePool === job);
        return {
          stack,
          job,
          theirs: sorted(own.map(({ discoveredLabels }) => discoveredLabels['__address__'] ?? '')),
          ours: sorted(addresses),
        };
      }),
    );
    const count = (which: keyof Targets): number =>
      [...theirs.values()].reduce((sum, targets) => sum + targets[which].length, 0);
    return { jobs, active: count('active'), dropped: count('dropped'), refused };
  } finally {
    for (const component of running) await component.stop();
    await bed.stop();
  }
};

const startPrometheus = async (
  bed: Bed,
  name: string,
  generated: string,
): Promise<{ readonly component: Component; readonly url: string }> => {
  const dir = path.join(bed.dir, `prometheus-${name}`);
  await fs.mkdir(dir, { recursive: true });
  const file = (own: string): string => path.join(dir, own);
  await fs.writeFile(file('token'), bed.tokens.admin, { mode: 0o600 });
  await fs.writeFile(file('ca.crt'), bed.ca);
  const config = adaptConfig(fillIn(generated, { SHARD: '0', POD_NAME: `prometheus-${name}-0` }), {
    paths: [],
    apiServer: { url: bed.url, caFile: file('ca.crt'), tokenFile: file('token') },
  });
  await fs.writeFile(file('prometheus.json'), config, { mode: 0o600 });
  const address = bed.nextPodAddress();
  const component = startComponent({
    name: `prometheus-${name}`,
    command: programs().program('prometheus'),
    logDir: bed.dir,
    args: [
      `--config.file=${file('prometheus.json')}`,
      `--storage.tsdb.path=${file('data')}`,
      `--web.listen-address=${address}:9090`,
      '--scrape.discovery-reload-interval=1s',
    ],
  });
  const url = `http://${address}:9090`;
  await bed.waitFor(async () => !component.running() || (await fetch(`${url}/-/ready`)).ok, {
    what: `Prometheus ${name} ready`,
  });
  if (!component.running()) throw new Error(`Prometheus ${name} ended while starting\n${component.tail()}`);
  return { component, url };
};

const REST_MS = 120_000;

/** The targets once discovery has told the same three times in a row, longer than its own interval apart. */
const atRest = async (bed: Bed, url: string): Promise<Targets> => {
  const seen: string[] = [];
  return bed.waitFor(
    async () => {
      const answer = await fetch(`${url}/api/v1/targets`);
      const { data } = (await answer.json()) as {
        readonly data: { readonly activeTargets: PrometheusTarget[]; readonly droppedTargets: PrometheusTarget[] };
      };
      const targets = { active: data.activeTargets, dropped: data.droppedTargets };
      seen.push(`${targets.active.length} ${targets.dropped.length}`);
      const last = seen.slice(-3);
      return last.length === 3 && targets.dropped.length > 0 && new Set(last).size === 1 && targets;
    },
    { what: `${url}: discovery at rest`, timeoutMs: REST_MS, everyMs: 2000 },
  );
};

const JOBS: Readonly<Record<string, string>> = { ServiceMonitor: 'serviceMonitor', PodMonitor: 'podMonitor' };

/** Addresses of our wires, by stack and job. A container without ports has an address without a port. */
const oursByJob = (
  snapshot: Parameters<typeof buildWorld>[0],
  rulebook: Rulebook,
): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> => {
  const analysis = analyse(buildWorld(snapshot), rulebook);
  return new Map(
    analysis.stacks.map((stack) => {
      const jobs = new Map<string, string[]>();
      for (const object of analysis.subjects()) {
        for (const wire of analysis.wires(object, stack)) {
          const { namespace = '', name } = wire.monitor;
          const job = `${JOBS[wire.monitor.kind] ?? ''}/${namespace}/${name}/${wire.endpoint}`;
          const addresses = wire.targets.map(({ address, port }) => (port === 0 ? address : `${address}:${port}`));
          jobs.set(job, [...(jobs.get(job) ?? []), ...addresses]);
        }
      }
      return [nameOf(stack.object), jobs] as const;
    }),
  );
};
