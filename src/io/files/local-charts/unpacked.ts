/** helm for charts that are not on the disk, or not as they are there: each is written into a private folder, which is gone afterwards. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Chart } from '../../helm.ts';
import type { Ran } from '../../program.ts';
import { codeOf, messageOf } from '../../error-code.ts';
import { REFUSED } from '../../read-file.ts';
import { isWithin } from '../../real-path.ts';
import { reasonOf } from '../node-error.ts';
import type { FilePorts } from '../walk.ts';
import { templated } from './template.ts';
import type { Running } from './template.ts';

type Tree = Pick<FilePorts, 'isFolder' | 'list' | 'read' | 'identity'>;

/** What came of charts, by all that helm was given: one that is the same in two trees is rendered once. */
export type Unpacked = Map<string, Promise<Ran>>;

/** More than any chart has; helm itself reads none that is larger. */
const MOST = 20_000;
const MOST_BYTES = 100 * 1024 * 1024;

/** What helm makes of charts as these ports have them. `root`: a folder that nothing of them may lead out of. */
export function unpacking(
  ports: Tree,
  {
    root,
    made = new Map(),
    ...running
  }: Running & { readonly root?: string | undefined; readonly made?: Unpacked | undefined },
): (chart: Chart) => Promise<Ran> {
  return async (chart) => {
    let files: readonly File[];
    let values: readonly File[];
    try {
      files = await filesOf(ports, chart.folder, root ?? chart.folder);
      values = await Promise.all(
        chart.values.map(async (path, i) => ({ name: `${i}.yaml`, bytes: await ports.read(path) })),
      );
    } catch (error) {
      running.signal.throwIfAborted();
      if (codeOf(error) === '') throw error;
      return { kind: 'failed', said: codeOf(error) === REFUSED ? messageOf(error) : `its folder: ${reasonOf(error)}` };
    }
    const key = keyOf(chart, files, values);
    const known = made.get(key) ?? rendered(chart, files, values, running);
    made.set(key, known);
    return await known;
  };
}

interface File {
  /** Its path below the folder of the chart. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

async function filesOf(ports: Tree, folder: string, root: string): Promise<readonly File[]> {
  const around = await ports.identity?.(root);
  const files: File[] = [];
  let bytes = 0;
  const add = async (at: string, name: string): Promise<void> => {
    const identity = await ports.identity?.(at);
    if (around !== undefined && identity !== undefined && !isWithin(identity, around))
      throw refusal(`${name} leads out of the repository`);
    for (const entry of await ports.list(at)) {
      if (entry.name === '.git' || entry.circle) continue;
      if (/[/\\\0]/.test(entry.name) || /^\.{1,2}$/.test(entry.name)) throw refusal('it has a file without a name');
      const path = name === '' ? entry.name : `${name}/${entry.name}`;
      if (entry.folder) await add(`${at}/${entry.name}`, path);
      else {
        const file = { name: path, bytes: await readIn(ports, `${at}/${entry.name}`, path) };
        files.push(file);
        bytes += file.bytes.length;
      }
      if (files.length > MOST) throw refusal(`it has more than ${MOST} files`);
      if (bytes > MOST_BYTES) throw refusal(`it is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
    }
  };
  await add(folder, '');
  return files;
}

async function readIn(ports: Tree, path: string, name: string): Promise<Uint8Array> {
  try {
    return await ports.read(path);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw refusal(`${name}: ${reasonOf(error)}`);
  }
}

function refusal(message: string): Error {
  return Object.assign(new Error(message), { code: REFUSED });
}

function keyOf({ release, namespace, given }: Chart, files: readonly File[], values: readonly File[]): string {
  const hash = createHash('sha256').update(JSON.stringify([release, namespace, given]));
  for (const all of [files, values])
    for (const { name, bytes } of all.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
      hash.update(`\0${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest('base64');
}

async function rendered(chart: Chart, files: readonly File[], values: readonly File[], running: Running): Promise<Ran> {
  // Its owner alone may look into it.
  const folder = await mkdtemp(join(tmpdir(), 'promwire-chart-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const home = join(folder, 'chart');
    await written(home, files);
    await written(join(folder, 'values'), values);
    const copy = { ...chart, folder: home, values: values.map(({ name }) => join(folder, 'values', name)) };
    const asCalled = (text: string): string => text.replaceAll(home, chart.folder);
    const ran = await templated(copy, { ...running, onRun: (line) => running.onRun(asCalled(line)) });
    return ran.kind === 'failed' ? { ...ran, said: asCalled(ran.said) } : ran;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return { kind: 'failed', said: `its copy could not be written: ${reasonOf(error)}` };
  } finally {
    process.off('exit', remove);
    await rm(folder, { recursive: true, force: true });
  }
}

async function written(home: string, files: readonly File[]): Promise<void> {
  await mkdir(home);
  const folders = new Set(files.map(({ name }) => dirname(join(home, name))));
  for (const each of folders) await mkdir(each, { recursive: true });
  // 'wx' never opens what is there.
  for (const { name, bytes } of files) await writeFile(join(home, name), bytes, { flag: 'wx' });
}
