import path from 'node:path';
import process from 'node:process';
import { seedOr } from '../seed.ts';
import { startBed } from './bed.ts';
import { exporterProgram, metricsBoard } from './exporter.ts';
import type { Images, Program } from './kubelet-standin.ts';
import { liveKuberhealthy } from './kuberhealthy3/live.ts';
import type { KubeThing } from './object.ts';
import { passingV2, recording } from './recordings.ts';
import { relay } from './relay.ts';
import {
  kuberhealthyImages,
  scenarioA,
  scenarioB,
  scenarioC,
  scenarioD,
  scenarioE,
  scenarioF,
  scenarioG,
} from './worlds/scenarios.ts';

/**
 * The inside of `npm run testbed`: starts one scenario's world, serves it on socket files in the folder given, prints
 * one line of JSON (CA and token for the kubeconfig) and goes on until it is told to stop. scripts/testbed.mjs is the
 * outside.
 */
const SCENARIOS: Readonly<
  Record<string, { readonly objects: () => readonly KubeThing[]; readonly prometheus: string }>
> = {
  A: { objects: scenarioA, prometheus: 'prometheus-kube-prometheus-prometheus' },
  B: { objects: scenarioB, prometheus: 'prometheus-kube-prometheus-prometheus' },
  C: { objects: scenarioC, prometheus: 'prometheus-kube-prometheus-prometheus' },
  D: { objects: scenarioD, prometheus: 'k8s' },
  E: { objects: scenarioE, prometheus: 'prometheus-kube-prometheus-prometheus' },
  F: { objects: scenarioF, prometheus: 'prometheus-kube-prometheus-prometheus' },
  G: { objects: scenarioG, prometheus: 'prometheus-kube-prometheus-prometheus' },
};

const told = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });

/** A kuberhealthy 3 that lives, `scale` times as fast as a clock; each of its two pods has its own page. */
const living = (scale: number): Images => {
  const seed = seedOr(Date.now() % 100_000);
  process.stderr.write(
    `testbed: kuberhealthy lives ${scale} times as fast as a clock; PROMWIRE_SEED=${seed} plays it again\n`,
  );
  const { boards } = liveKuberhealthy({ seed, scale, begun: Date.now() });
  let pods = 0;
  const program: Program = (pod) => exporterProgram(boards[pods++ % 2 === 0 ? 0 : 1])(pod);
  return { 'kuberhealthy/kuberhealthy:v3': program };
};

/** `scale`: kuberhealthy 3 lives, so many times as fast as a clock; 0: all its checks pass for ever. */
const main = async (folder: string, letter: string, scale: number): Promise<void> => {
  const scenario = SCENARIOS[letter];
  if (scenario === undefined)
    throw new Error(`there is no scenario ${letter}, only ${Object.keys(SCENARIOS).join(', ')}`);
  const end = told();
  const passing = kuberhealthyImages({ v2: metricsBoard(passingV2), v3: metricsBoard(recording('v3/02-all-ok')) });
  const bed = await startBed({ images: scale > 0 ? { ...passing, ...living(scale) } : passing });
  const relays: { stop(): Promise<void> }[] = [];
  try {
    await bed.apply(scenario.objects(), { by: 'create' });
    const prometheus = async (): Promise<URL> => new URL(await bed.prometheusUrl('monitoring', scenario.prometheus));
    await prometheus();
    relays.push(await relay(path.join(folder, 'api.sock'), () => Promise.resolve(new URL(bed.url))));
    relays.push(await relay(path.join(folder, 'prometheus.sock'), prometheus));
    process.stdout.write(`${JSON.stringify({ ca: bed.ca, token: bed.tokens.admin })}\n`);
    await end;
  } finally {
    await Promise.all(relays.map((one) => one.stop()));
    await bed.stop();
  }
};

try {
  await main(process.argv[2] ?? '', process.argv[3] ?? 'A', Number(process.argv[4] ?? 0));
} catch (error) {
  process.stderr.write(`testbed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
