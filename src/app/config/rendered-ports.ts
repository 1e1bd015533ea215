/** Reads what was rendered next to what is on the disk, and nothing of it twice. */
import type { FilePorts, FileSnapshot } from '../../io/files/index.ts';
import { defined } from '../../kube/json.ts';
import type { Rendered } from './render.ts';

/** The ports of the disk on which what was rendered is a file, and the folders of charts that were are not there. */
export async function withRendered(disk: FilePorts, rendered: readonly Rendered[]): Promise<FilePorts> {
  const texts = new Map(rendered.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const])));
  const made = new Map(
    rendered.map(({ name, chart, release, namespace }) => [name, defined({ folder: chart, release, namespace })]),
  );
  const identity = async (folder: string): Promise<string> => (await disk.identity?.(folder)) ?? folder;
  const charts = new Set<string>();
  for (const { chart } of rendered) if (chart !== undefined) charts.add(await identity(chart));
  return {
    ...disk,
    renderOf: (path) => made.get(path),
    isFolder: async (path) => !texts.has(path) && (await disk.isFolder(path)),
    list: async (folder) => {
      const own = await identity(folder);
      return (await disk.list(folder)).filter(({ name, folder: is }) => !is || !charts.has(`${own}/${name}`));
    },
    read: async (path) => {
      const text = texts.get(path);
      return text === undefined ? await disk.read(path) : Buffer.from(text, 'utf8');
    },
  };
}

/** A snapshot with the gaps of what was not rendered. */
export function withLeftOut(snapshot: FileSnapshot, rendered: readonly Rendered[]): FileSnapshot {
  return { ...snapshot, gaps: [...snapshot.gaps, ...rendered.flatMap(({ gap }) => gap ?? [])] };
}
