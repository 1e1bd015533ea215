import { writeFiles } from '../io/files/write-files.ts';
import { writeSnapshot } from '../render/snapshot.ts';
import { buildWorld } from '../world/world.ts';
import { printWritten } from './kit/output.ts';
import { mustExist } from './kit/question.ts';
import { readSource } from '../app/read.ts';
import type { Command } from './kit/command.ts';
import { GRAFANA } from '../app/wire.ts';

/** `promwire snapshot`: what check would read, as YAML that --from accepts. */
export const snapshot: Command = async (invocation) => {
  const { given, terminal } = invocation;
  const taken = await readSource(invocation, GRAFANA);
  const namespace = given.text('namespace');
  if (namespace !== undefined) mustExist(buildWorld(taken), namespace);
  const refused = [
    ...new Set(taken.gaps.filter(({ reason }) => reason === 'forbidden').map(({ reads }) => reads.kind)),
  ];
  if (refused.length > 0) terminal.err(`not in it, or not all of them, for want of rights: ${refused.join(', ')}\n`);
  // Nothing but what is known to be absent.
  const came = refused.length > 0 && taken.objects.length === 0 ? 'unknown' : 'ok';
  const text = writeSnapshot(taken);
  const folder = given.text('out');
  if (folder === undefined) {
    terminal.out(text);
    return [came];
  }
  printWritten(terminal, await writeFiles(folder, [{ path: 'snapshot.yaml', text, mark: 'kind: Snapshot' }]));
  return [came];
};
