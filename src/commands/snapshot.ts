import { writeFiles } from '../io/write-files.ts';
import { writeSnapshot } from '../render/snapshot.ts';
import { printWritten } from './output.ts';
import { readSource } from './source.ts';
import type { Command } from './table.ts';
import { GRAFANA } from './wiring.ts';

/** `promwire snapshot`: what check would read, as YAML that --from accepts. */
export const snapshot: Command = async (invocation) => {
  const { given, terminal } = invocation;
  const text = writeSnapshot(await readSource(invocation, GRAFANA));
  const folder = given.text('out');
  if (folder === undefined) {
    terminal.out(text);
    return 0;
  }
  printWritten(terminal, await writeFiles(folder, [{ path: 'snapshot.yaml', text, mark: 'kind: Snapshot' }]));
  return 0;
};
