/** helm on this machine, for charts that may be another's. */
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { helmTemplate, runHelm } from '../../helm.ts';
import type { Chart } from '../../helm.ts';
import { lineOf } from '../../program.ts';
import type { Ran } from '../../program.ts';
import { codeOf } from '../../error-code.ts';
import { reasonOf } from '../node-error.ts';
import { homeOf } from '../repository.ts';

export interface Running {
  readonly signal: AbortSignal;
  /** Called with each command line before it is run. */
  readonly onRun: (line: string) => void;
}

/** What helm makes of a chart. Rejects with the reason of `signal` when that is aborted. */
export async function templated(chart: Chart, { signal, onRun }: Running): Promise<Ran> {
  const problem = await problemIn(chart.folder);
  if (problem !== undefined) return { kind: 'failed', said: problem };
  const program = helmTemplate(chart);
  onRun(lineOf(program));
  const ran = await runHelm({ ...program, signal });
  signal.throwIfAborted();
  return ran;
}

/** More than any chart has. */
const MOST = 20_000;

/** helm follows links wherever they lead, and waits for pipes: what it may not be given. */
async function problemIn(folder: string): Promise<string | undefined> {
  try {
    const { root } = await homeOf(join(folder, 'Chart.yaml'));
    const around = `${await realpath(root)}${sep}`;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    if (entries.length > MOST) return `it has more than ${MOST} files`;
    for (const entry of entries.filter((one) => !one.isFile() && !one.isDirectory())) {
      const path = join(entry.parentPath, entry.name);
      if (!(await lstat(path)).isSymbolicLink()) return `${path} is no file`;
      if (!`${await realpath(path)}${sep}`.startsWith(around)) return `${path} leads out of the repository`;
    }
    return undefined;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return `its folder: ${reasonOf(error)}`;
  }
}
