/** Ways to read files: with other texts, without some, as a tree of git. */
import { below } from '../io/files/repository.ts';
import { LEADS_OUT } from '../io/git/tree.ts';
import { rootIn } from '../io/files/pinned/model.ts';
import { REFUSED } from '../io/read-file.ts';
import { isWithin, realOf } from '../io/real-path.ts';
import type { FilePorts } from '../io/files/index.ts';
import type { TreePorts } from '../io/files/tree-ports.ts';
import { isIn } from '../kube/path-in.ts';

/** What helm made of charts, by what it was asked. */
export type Made = Map<string, ReturnType<NonNullable<FilePorts['template']>>>;

export type OnFile = (path: string, bytes: Uint8Array) => void;

/** helm, asked once for the same. */
export function remembered(template: FilePorts['template'], made: Made): FilePorts['template'] {
  return (
    template &&
    (async (chart) => {
      const key = JSON.stringify(chart);
      const known = made.get(key) ?? template(chart);
      made.set(key, known);
      return await known;
    })
  );
}

/** The disk with these texts in the place of files. Then kustomize is not asked: it reads the disk. */
export function withTexts(disk: FilePorts, texts: ReadonlyMap<string, string>): FilePorts {
  const { isFolder, list, stdin, identity, template, checkout, mount } = disk;
  return {
    isFolder,
    list,
    stdin,
    template,
    ...(identity ? { identity } : {}),
    ...(checkout ? { checkout } : {}),
    ...(mount ? { mount } : {}),
    read: async (path) => {
      const text = texts.get(path);
      return text === undefined ? await disk.read(path) : Buffer.from(text, 'utf8');
    },
  };
}

/** What a repository holds may not bring in what is elsewhere on the disk, as its commits cannot. */
export function linksWithin(disk: FilePorts, folder: string): FilePorts {
  const root = realOf(folder);
  const outside = new Set<string>();
  return {
    ...disk,
    list: async (at) => {
      const entries = await disk.list(at);
      for (const { name, target } of entries)
        if (target !== undefined && !target.startsWith(`${root}/`)) outside.add(below(at, name));
      return entries;
    },
    read: async (path) => {
      if (outside.has(below('.', path))) throw Object.assign(new Error(LEADS_OUT), { code: REFUSED });
      return await disk.read(path);
    },
  };
}

/** Without these files and folders. */
export function pruned(disk: FilePorts, isLeftOut: (path: string) => boolean): FilePorts {
  return {
    ...disk,
    list: async (folder) => (await disk.list(folder)).filter(({ name }) => !isLeftOut(`${folder}/${name}`)),
  };
}

/** Without what was captured below the folders of sources: it is named itself, or is none of them. `captured` is listed as it is. */
export function withoutCaptured(disk: FilePorts, captured: readonly string[], others: readonly string[]): FilePorts {
  if (captured.length + others.length === 0) return disk;
  const own = captured.map((path) => below('.', realOf(path)));
  const left = new Set([...own, ...others.map((path) => below('.', realOf(path)))]);
  return {
    ...disk,
    list: async (folder) => {
      const entries = await disk.list(folder);
      const at = below('.', realOf(folder));
      if (own.some((path) => isWithin(at, path))) return entries;
      return entries.filter(({ name, target }) => !left.has(target ?? below(at, name)));
    },
  };
}

/** Each file that is read is told. */
export function heard(ports: FilePorts, onFile: OnFile): FilePorts {
  return {
    ...ports,
    read: async (path) => {
      const bytes = await ports.read(path);
      onFile(path, bytes);
      return bytes;
    },
  };
}

/** `template` for charts as these ports have them; those of other revisions are on no disk anyway. */
export function copying(ports: FilePorts, template: FilePorts['template']): FilePorts {
  const roots: string[] = [];
  return {
    ...ports,
    mount:
      ports.mount &&
      ((tree) => {
        roots.push(tree.root);
        ports.mount?.(tree);
      }),
    template:
      template &&
      (async (chart) =>
        await (rootIn(chart.folder, roots) === undefined ? template : (ports.template ?? template))(chart)),
  };
}

/** kustomize is not asked. */
export function unbuilt(disk: FilePorts): FilePorts {
  const { build: _, ...rest } = disk;
  return rest;
}

/** With a tree of files that is none of the disk. Then kustomize is not asked: it reads the disk. */
export function withTree(
  disk: FilePorts,
  { root, ports }: { readonly root: string; readonly ports: TreePorts },
): FilePorts {
  const of = (path: string): TreePorts => (isIn(path, root) ? ports : disk);
  return {
    ...unbuilt(disk),
    isFolder: async (path) => await of(path).isFolder(path),
    list: async (path) => await of(path).list(path),
    read: async (path) => await of(path).read(path),
    identity: async (path) => (await of(path).identity?.(path)) ?? path,
    checkout: async (path) => {
      if (!isIn(path, root)) return await disk.checkout?.(path);
      const here = await disk.checkout?.('.');
      return (
        here && { ...here, below: (at) => (at === root ? '.' : isIn(at, root) ? at.slice(root.length + 1) : undefined) }
      );
    },
  };
}
