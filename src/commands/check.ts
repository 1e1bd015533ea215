import type { Outcome } from '../errors.ts';
import { checkOutcomes } from '../outcomes.ts';
import { checkMany } from './kit/check-many.ts';
import { clustersNamed } from './kit/clusters.ts';
import { defineCommand } from './kit/define-command.ts';
import { openLook } from './kit/looking.ts';
import type { CheckOfOne } from './kit/looking.ts';
import { printReport } from './kit/output.ts';
import { pusherOf } from './kit/pushing.ts';
import { watch } from './kit/watch.ts';

/** Shortest interval of --watch, in milliseconds. */
const SHORTEST_MS = 1000;

/** `promwire check`: reads, decides, prints. Writes nothing. */
export const check = defineCommand('check', async (given) => {
  const named = await clustersNamed(given);
  return 'many' in named ? await checkMany(given, named.many) : await checkOne(named.one);
});

async function checkOne(given: CheckOfOne): Promise<readonly Outcome[]> {
  const pusher = pusherOf(given);
  const looking = await openLook(given);
  const { flags, terminal, signal } = looking.invocation;
  const once = async (on: CheckOfOne): Promise<readonly Outcome[]> => {
    const { report, options } = await looking.look(on);
    await printReport(on.terminal, options, report);
    await pusher.push(async () => await (await import('../render/metrics.ts')).reportMetrics(report));
    return checkOutcomes(report, flags.failOn);
  };
  try {
    if (flags.watch === undefined) return await once(looking.invocation);
    // What is being read is news once, not at every look.
    const progress = terminal.interactive ? terminal.progress : () => undefined;
    return await watch(async (out) => await once({ ...looking.invocation, terminal: { ...terminal, out, progress } }), {
      terminal,
      intervalMs: Math.max(SHORTEST_MS, flags.watch),
      signal,
    });
  } finally {
    looking.close();
    pusher.close();
  }
}
