import { checkAgainst } from '../app/observe-address.ts';
import { checkCluster } from '../app/check-cluster.ts';
import { areObjects, mustBeChecks } from '../app/question.ts';
import type { Outcome } from '../errors.ts';
import { checkOutcomes } from '../outcomes.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { mustFit } from './kit/check-flags.ts';
import { fixOffer } from './kit/fix-offer.ts';
import { printReport } from './kit/output.ts';
import { reading } from './kit/reading.ts';
import { directOf } from './kit/prometheus.ts';
import { filled, openCluster, readPaths } from './kit/source.ts';
import { watch } from './kit/watch.ts';
import { timeoutOf, within } from './kit/within.ts';

/** Shortest interval of --watch, in milliseconds. */
const SHORTEST_MS = 1000;

/** `promwire check`: reads, decides, prints. Writes nothing. */
export const check = defineCommand('check', async (all) => {
  const { flags, subject: subjects, terminal, signal } = all;
  const { watch: interval, from, namespace, stack, readSecrets, captured } = flags;
  const ids = (texts: readonly string[]): readonly string[] =>
    texts.flatMap((text) => text.split(',').map((id) => id.trim()));
  const options = { subjects, namespace, stack, only: ids(flags.only), skip: ids(flags.skip) };
  // A mistake is reported before anything is read.
  mustBeChecks('only', options.only);
  mustBeChecks('skip', options.skip);
  mustFit(flags, options);
  const direct = directOf(flags, all);
  const kube = from.length > 0 ? undefined : await openCluster(all);
  const once = async (look: Invocation<'check'>): Promise<readonly Outcome[]> => {
    const asked = within(look, kube ? undefined : 'the files were read and judged');
    const report = kube
      ? await checkCluster(kube, {
          ...options,
          readSecrets,
          fill: captured.length === 0 ? undefined : async (snapshot) => await filled(snapshot, asked),
          onRead: reading(asked.terminal, kube.server),
          onStep: (text) => asked.terminal.progress(text),
          signal: asked.signal,
        })
      : await checkAgainst(direct, await readPaths(asked, captured), {
          ...options,
          signal: asked.signal,
          timeoutMs: timeoutOf(flags),
        });
    const single = subjects.some(({ kind }) => !['everything', 'profile'].includes(kind));
    const offer = fixOffer(report, { ...flags, subjects });
    await printReport(asked.terminal, { ...flags, single, byName: areObjects(subjects), offer }, report);
    return checkOutcomes(report, flags.failOn);
  };
  try {
    if (interval === undefined) return await once(all);
    // What is being read is news once, not at every look.
    const progress = terminal.interactive ? terminal.progress : () => undefined;
    return await watch(async (out) => await once({ ...all, terminal: { ...terminal, out, progress } }), {
      terminal,
      intervalMs: Math.max(SHORTEST_MS, interval),
      signal,
    });
  } finally {
    kube?.close();
    direct?.close();
  }
});
