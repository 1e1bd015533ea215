import { join } from 'node:path';
import { writeFiles } from '../io/files/write-files.ts';
import { isSnapshot } from '../render/snapshot.ts';
import { writtenText } from '../render/text/lines.ts';
import { clustersNamed } from './kit/clusters.ts';
import { defineCommand } from './kit/define-command.ts';
import { mustFit } from './kit/for-git.ts';
import { snapshotMany } from './kit/snapshot-many.ts';
import { snapshotText } from './kit/snapshotting.ts';

/** `promwire snapshot`: what check would read, as YAML that --from accepts. */
export const snapshot = defineCommand('snapshot', async (given) => {
  const { flags, terminal } = given;
  const { out: folder, forGit } = flags;
  mustFit(given);
  const named = await clustersNamed(given, forGit ? 'several' : true);
  if ('many' in named) return await snapshotMany(given, named.many);
  const path = forGit ? 'captured.yaml' : 'snapshot.yaml';
  const { text, outcome } = await snapshotText(named.one, folder === undefined ? undefined : join(folder, path));
  if (folder === undefined) terminal.out(text);
  else terminal.out(writtenText(await writeFiles(folder, [{ path, text, isOurs: isSnapshot }], flags)));
  return [outcome];
});
