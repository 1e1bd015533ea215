import path from 'node:path';
import process from 'node:process';
import { startBed } from './bed.ts';
import { metricsBoard } from './exporter.ts';
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

const main = async (folder: string, letter: string): Promise<void> => {
  const scenario = SCENARIOS[letter];
  if (scenario === undefined)
    throw new Error(`there is no scenario ${letter}, only ${Object.keys(SCENARIOS).join(', ')}`);
  const end = told();
  const images = kuberhealthyImages({ v2: metricsBoard(passingV2), v3: metricsBoard(recording('v3/02-all-ok')) });
  const bed = await startBed({ images });
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
  await main(process.argv[2] ?? '', process.argv[3] ?? 'A');
} catch (error) {
  process.stderr.write(`testbed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
