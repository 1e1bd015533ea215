import { provenObject } from '../plan/expectation.ts';
import { title } from '../kube/refs.ts';
import { withoutMonitor } from '../verify/amiss.ts';
import { mayChange, progressLine } from '../verify/wanted.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { waitUntil } from '../app/wait.ts';
import type { Expectation, Plan, Verification } from '../model/index.ts';
import { verificationText } from '../render/text/verification.ts';
import { duration } from './kit/flags.ts';
import { verificationOutcome } from '../app/outcomes.ts';
import type { Outcome } from '../errors.ts';
import { openLook } from '../app/observe.ts';
import { printResult } from './kit/output.ts';
import { analysisOf, openCluster, readCluster } from '../app/read.ts';
import type { Command, Invocation } from './kit/command.ts';
import { GRAFANA, wire } from '../app/wire.ts';
import type { Wiring } from '../app/wire.ts';

/** `promwire verify`: asks Prometheus whether what setup wires in really works. */
export const verifyCommand: Command = async (invocation) => {
  const { given, terminal } = invocation;
  duration(given, 'timeout', 0);
  const kube = await openCluster(invocation);
  try {
    const analysis = analysisOf(await readCluster(kube, invocation, GRAFANA, true));
    const wiring = await wire(invocation, analysis, true);
    const verifications = await waitFor(kube, invocation, wiring, given.on('strict'));
    const { blocked, unknown } = wiring.plan;
    await printResult(
      terminal,
      given,
      () => ({ apiVersion: 'promwire.dev/v1alpha1', kind: 'Verification', verifications, blocked, unknown }),
      () => verificationText(verifications, terminal.outStyle),
    );
    for (const line of notJudged(wiring.plan)) terminal.err(`${line}\n`);
    return [
      ...verifications.map((verification) => verificationOutcome(verification, given.on('strict'))),
      ...unknown.map((): Outcome => 'unknown'),
      ...blocked.map((): Outcome => 'findings'),
    ];
  } finally {
    kube.close();
  }
};

/** A part that setup could not plan has nothing that could be verified, which is not the same as nothing amiss. */
function notJudged({ blocked, unknown }: Plan): readonly string[] {
  return [
    ...unknown.map(({ detail }) => `not verified, since not everything could be seen: ${detail}`),
    ...blocked.map(({ why, remedy }) => `not wired in: ${why}\n  ${remedy}`),
  ];
}

const FIVE_MINUTES = 300_000;

/** Waits until the expectations of a plan are met, or waiting cannot change them any more. */
export async function waitFor(
  kube: Kube,
  invocation: Invocation,
  wiring: Wiring,
  strict: boolean,
): Promise<readonly Verification[]> {
  const { terminal, signal } = invocation;
  const timeoutMs = duration(invocation.given, 'timeout', FIVE_MINUTES);
  const { world } = wiring.analysis;
  // An object that is not there at all will not come by waiting.
  const absent = (expectation: Expectation): boolean => {
    const ref = provenObject(expectation);
    return (
      ref !== undefined && !world.get(ref) && world.gaps('monitoring.coreos.com', ref.kind, ref.namespace).length === 0
    );
  };
  const { expectations } = wiring.plan;
  const waited = expectations.filter((expectation) => !absent(expectation));
  const missing = expectations.filter(absent).map((expectation): Verification => {
    const ref = provenObject(expectation) ?? wiring.stack.ref;
    return { expectation, outcome: 'not-met', detail: `${title(ref)} is not there; promwire setup makes it` };
  });
  const { look, close } = await openLook(kube, invocation, wiring, withoutMonitor(waited, expectations.filter(absent)));
  try {
    const { ended, verifications } = await waitUntil(look, mayChange, {
      timeoutMs,
      graceMs: strict ? timeoutMs : 0,
      signal,
      onProgress: (now) => terminal.progress(progressLine(now)),
    });
    terminal.progress('');
    if (ended === 'interrupted') signal.throwIfAborted();
    return [...missing, ...verifications];
  } finally {
    close();
  }
}
