import { writeFiles } from '../io/files/write-files.ts';
import { writeSnapshot } from '../render/snapshot.ts';
import { buildWorld } from '../world/world.ts';
import { GRAFANA } from '../app/propose.ts';
import { mustExist } from '../app/question.ts';
import { writtenText } from '../render/text/lines.ts';
import { defineCommand } from './kit/define-command.ts';
import { readSource } from './kit/source.ts';

/** `promwire snapshot`: what check would read, as YAML that --from accepts. */
export const snapshot = defineCommand('snapshot', async (invocation) => {
  const { flags, terminal } = invocation;
  const { namespace, out: folder } = flags;
  const taken = await readSource(invocation, { extra: GRAFANA });
  if (namespace !== undefined) mustExist(buildWorld(taken), namespace);
  const refused = [
    ...new Set(taken.gaps.filter(({ reason }) => reason === 'forbidden').map(({ reads }) => reads.kind)),
  ];
  if (refused.length > 0) terminal.err(`not in it, or not all of them, for want of rights: ${refused.join(', ')}\n`);
  // Nothing but what is known to be absent.
  const came = refused.length > 0 && taken.objects.length === 0 ? 'unknown' : 'ok';
  const text = writeSnapshot(taken);
  if (folder === undefined) {
    terminal.out(text);
    return [came];
  }
  terminal.out(writtenText(await writeFiles(folder, [{ path: 'snapshot.yaml', text, mark: 'kind: Snapshot' }])));
  return [came];
});
