/** `promwire snapshot` of several clusters: a file of each in one folder. */
import { join } from 'node:path';
import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import { cutShort } from '../../app/deadline.ts';
import { writeFiles } from '../../io/files/write-files.ts';
import { isSnapshot } from '../../render/snapshot.ts';
import { writtenText } from '../../render/text/lines.ts';
import { visible } from '../../render/visible.ts';
import { filesOf } from './cluster-files.ts';
import { onEach } from './clusters.ts';
import type { OneOfMany } from './clusters.ts';
import type { Invocation } from './define-command.ts';
import { snapshotText } from './snapshotting.ts';

type Asked = Invocation<'snapshot'>;

/** Of a cluster that fails nothing is written; what an earlier run wrote of it stays. */
export async function snapshotMany(
  invocation: Asked,
  clusters: readonly OneOfMany<Asked>[],
): Promise<readonly Outcome[]> {
  const { flags, terminal, signal } = invocation;
  const { out: folder, forGit } = flags;
  if (folder === undefined)
    throw new PromwireError(
      'usage',
      'several clusters are several files, and --out names no folder for them',
      'Add --out FOLDER.',
    );
  const files = filesOf(clusters.map(({ name }) => name));
  const pathOf = (name: string): string => `${files.get(name) ?? ''}${forGit ? '/captured' : ''}.yaml`;
  const answers = await onEach(invocation, clusters, async (asked, name) => {
    const path = pathOf(name);
    const { text, outcome } = await snapshotText(asked, join(folder, path));
    return { result: { path, text, isOurs: isSnapshot }, outcomes: [outcome] };
  });
  for (const { name, also, problem } of answers) {
    if (also.length > 0) terminal.err(`note: ${visible(`${name} was read once, for ${also.join(', ')} too`)}\n`);
    if (!problem) continue;
    const [first = '', ...more] = [...problem.detail.split('\n'), ...(problem.next ?? '').split('\n')];
    const below = more.filter((line) => line !== '').map((line) => `  ${visible(line)}\n`);
    terminal.err(`promwire: ${visible(`${name} was not read: ${first}`)}\n${below.join('')}`);
  }
  if (signal.aborted) throw cutShort(signal, 'nothing was written', '');
  const made = answers.flatMap(({ result }) => result ?? []);
  if (made.length > 0) terminal.out(writtenText(await writeFiles(folder, made, flags)));
  return answers.map(({ outcome }) => outcome);
}
