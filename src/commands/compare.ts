import { compareClusters } from '../app/compare-clusters.ts';
import { compareSources } from '../app/compare.ts';
import { withMeant } from '../app/config/excused.ts';
import { comparisonOutcomes } from '../outcomes.ts';
import { visible } from '../render/visible.ts';
import { defineCommand } from './kit/define-command.ts';
import { clustersNamed } from './kit/clusters.ts';
import { compareMany } from './kit/compare-many.ts';
import { sidesOf } from './kit/compared.ts';
import { printComparison } from './kit/output.ts';
import { within } from './kit/within.ts';

/** `promwire compare`: what HEAD loses and gains against BASE. Writes nothing. */
export const compare = defineCommand('compare', async (all) => {
  const named = await clustersNamed(all);
  if ('many' in named) return await compareMany(all, named.many);
  const invocation = within(named.one);
  const { flags, terminal, signal } = invocation;
  const { base, head, states, cluster, config } = await sidesOf(invocation);
  const today = new Date().toISOString().slice(0, 10);
  const options = {
    namespace: flags.assumedNamespace,
    onNote: (note: string) => terminal.err(`note: ${visible(note)}\n`),
    signal,
  };
  const comparison = states
    ? await compareClusters(...states, { ...options, config, cluster: flags.cluster, today })
    : withMeant(await compareSources(base, head, { ...options, captured: flags.captured }), cluster, today);
  await printComparison(terminal, flags.comparisonOutput, comparison);
  return comparisonOutcomes(comparison, flags.failOnNew ?? 'new');
});
