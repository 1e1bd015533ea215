/** `promwire compare FOLDER` of several clusters: each against its file in the folder that promwire snapshot wrote. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareSources, LIVE } from '../../app/compare.ts';
import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import type { Comparison } from '../../model/index.ts';
import { comparisonOutcomes } from '../../outcomes.ts';
import { visible } from '../../render/visible.ts';
import { filesOf } from './cluster-files.ts';
import { onEach } from './clusters.ts';
import type { OfOne, OneOfMany } from './clusters.ts';
import { sidesOf } from './compared.ts';
import { printComparisons } from './comparisons-output.ts';
import type { Invocation } from './define-command.ts';
import { within } from './within.ts';

type Asked = Invocation<'compare'>;

/** Throws PromwireError 'usage' for what is about one cluster. */
export async function compareMany(
  invocation: Asked,
  clusters: readonly OneOfMany<Asked>[],
): Promise<readonly Outcome[]> {
  const { flags, terminal } = invocation;
  const folder = folderOf(invocation);
  const files = filesOf(clusters.map(({ name }) => name));
  const answers = await onEach(invocation, clusters, async (asked, name) => {
    const result = await compared(asked, join(folder, `${files.get(name) ?? ''}.yaml`));
    return { result, outcomes: comparisonOutcomes(result, flags.failOnNew ?? 'new') };
  });
  await printComparisons(terminal, flags.comparisonOutput, answers);
  return answers.map(({ outcome }) => outcome);
}

function folderOf({ subject: [base, head, ...more], flags: { config, cluster } }: Asked): string {
  const isFolder = base !== undefined && existsSync(base) && statSync(base).isDirectory();
  if (config !== undefined || cluster !== undefined)
    throw new PromwireError(
      'usage',
      'several contexts with --config or --cluster: one or the other says which clusters are compared',
      'Leave one of them out.',
    );
  if (isFolder && (head === undefined || head === LIVE) && more.length === 0) return base;
  throw new PromwireError(
    'usage',
    'several contexts are compared with what they were: BASE is a folder of snapshots, and HEAD is live',
    'promwire snapshot --all-contexts --out before, and then: promwire compare before --all-contexts',
  );
}

async function compared(asked: OfOne<Asked>, file: string): Promise<Comparison> {
  if (!existsSync(file))
    throw new PromwireError(
      'unreachable',
      `${file} is not there, so it is not known what this cluster was`,
      'promwire snapshot of several clusters writes it (--out).',
    );
  const path = /^(?:\.{0,2}[\\/]|[A-Za-z]:)/.test(file) ? file : `./${file}`;
  const invocation = within({ ...asked, subject: [path, LIVE] });
  const { flags, terminal, signal } = invocation;
  const { base, head } = await sidesOf(invocation);
  return await compareSources(base, head, {
    captured: flags.captured,
    namespace: flags.assumedNamespace,
    onNote: (note) => terminal.err(`note: ${visible(note)}\n`),
    signal,
  });
}
