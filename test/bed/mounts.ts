import fs from 'node:fs/promises';
import path from 'node:path';
import type { KubeThing } from './object.ts';
import type { MountedObject, Pod, VolumeSource } from './pod.ts';
import type { Informer } from './watch.ts';

/** The Secrets and ConfigMaps of the whole cluster, for every Pod that mounts some. */
export interface Contents {
  readonly secrets: Informer;
  readonly configMaps: Informer;
}

/** Where a path inside the Pod really is. */
export type PathMap = readonly (readonly [inside: string, real: string])[];

const filesOf = (object: KubeThing | undefined): ReadonlyMap<string, Buffer> => {
  const files = new Map<string, Buffer>();
  const add = (field: string, encoding: BufferEncoding): void => {
    const data = object?.[field] as Readonly<Record<string, string>> | undefined;
    for (const [key, value] of Object.entries(data ?? {})) files.set(key, Buffer.from(value, encoding));
  };
  add('binaryData', 'base64');
  add('data', object?.kind === 'Secret' ? 'base64' : 'utf8');
  return files;
};

/** The files that one volume source holds. Throws when the object is missing and not optional: the kubelet waits too. */
const contentOf = (contents: Contents, namespace: string, source: VolumeSource): ReadonlyMap<string, Buffer> => {
  const files = new Map<string, Buffer>();
  const take = (informer: Informer, name: string, from: MountedObject): void => {
    const object = informer.items.get(`${namespace}/${name}`);
    if (object === undefined && from.optional !== true)
      throw new Error(`nothing to mount: ${namespace}/${name} does not exist`);
    const all = filesOf(object);
    const items = from.items ?? [...all.keys()].map((key) => ({ key, path: key }));
    for (const item of items) {
      const content = all.get(item.key);
      if (content !== undefined) files.set(item.path, content);
    }
  };
  if (source.secret !== undefined)
    take(contents.secrets, source.secret.secretName ?? source.secret.name ?? '', source.secret);
  if (source.configMap !== undefined) take(contents.configMaps, source.configMap.name, source.configMap);
  for (const part of source.projected?.sources ?? []) {
    for (const [name, content] of contentOf(contents, namespace, part)) files.set(name, content);
  }
  return files;
};

/** Makes `folder` hold exactly `files`; each is there as a whole or not at all, since others watch the folder. */
const writeFolder = async (folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> => {
  await fs.mkdir(folder, { recursive: true });
  for (const name of await fs.readdir(folder)) {
    if (!files.has(name)) await fs.rm(path.join(folder, name), { recursive: true });
  }
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    const before = await fs.readFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (before?.equals(content) === true) continue;
    await fs.mkdir(path.dirname(file), { recursive: true });
    const draft = `${folder}.draft`;
    await fs.writeFile(draft, content, { mode: 0o600 });
    await fs.rename(draft, file);
  }
};

/** Where the volumes of a Pod's containers are; several mount the same volume at the same place. */
export const mountPaths = (pod: Pod, dir: string): PathMap => {
  const places = new Map<string, string>();
  for (const { name, mountPath, subPath } of pod.spec.containers.flatMap(({ volumeMounts }) => volumeMounts ?? [])) {
    places.set(mountPath, path.join(dir, name, subPath ?? ''));
  }
  return [...places];
};

/** Writes the Secrets and ConfigMaps that a Pod's containers mount, adapted, to folders below `dir`. */
export const mount = async (
  contents: Contents,
  pod: Pod,
  dir: string,
  adapt: (inside: string, content: Buffer) => Buffer,
): Promise<void> => {
  const paths = mountPaths(pod, dir);
  for (const volume of pod.spec.volumes ?? []) {
    const folder = path.join(dir, volume.name);
    if (volume.secret === undefined && volume.configMap === undefined && volume.projected === undefined) {
      await fs.mkdir(folder, { recursive: true });
      continue;
    }
    const inside = paths.find(([, real]) => real === path.join(folder, ''))?.[0] ?? '';
    const files = [...contentOf(contents, pod.metadata.namespace ?? '', volume)];
    const adapted = files.map(([name, content]) => [name, adapt(path.join(inside, name), content)] as const);
    await writeFolder(folder, new Map(adapted));
  }
};

/** The text with each path inside the Pod replaced by the real one, the longest first. */
export const mapPaths = (text: string, paths: PathMap): string => {
  const sorted = paths.toSorted(([a], [b]) => b.length - a.length);
  for (const [inside, real] of sorted) {
    const at = text.indexOf(inside);
    const after = text[at + inside.length];
    if (at >= 0 && (after === undefined || after === '/'))
      return text.slice(0, at) + real + text.slice(at + inside.length);
  }
  return text;
};
