/** Which files of a plain folder an Application applies. Source: argo-cd reposerver/repository/repository.go (findManifests). */
import { posix } from 'node:path';
import { objectAt, stringAt, trueAt } from '../../../kube/json.ts';
import type { JsonObject } from '../../../model/index.ts';
import { anyPattern } from './globs.ts';

/** Does it apply a file of the folder? `excluded`: its patterns leave it out; `unknown`: they are not read here. */
export type Taken = boolean | 'excluded' | 'unknown';
type Taking = (folder: string, file: string) => Taken;

/** `directory` of a source, which counts where its folder is no chart and no kustomization. */
export function takingOf(directory: JsonObject): Taking {
  const isDeep = trueAt(directory, 'recurse');
  const [include, exclude] = ['include', 'exclude'].map((field) => {
    const pattern = stringAt(directory, field) ?? '';
    return pattern === '' ? 'any' : (anyPattern(pattern) ?? 'unknown');
  });
  return (folder, file) => {
    const path = folder === '.' ? file : posix.relative(folder, file);
    if (!isDeep && path.includes('/')) return false;
    if (include === 'unknown' || exclude === 'unknown') return 'unknown';
    if (exclude instanceof RegExp && exclude.test(path)) return 'excluded';
    return !(include instanceof RegExp) || include.test(path) ? true : 'excluded';
  };
}

/** Does it make objects by jsonnet, which is not followed here? */
export const isJsonnet = (source: JsonObject): boolean =>
  Object.keys(objectAt(source, 'directory', 'jsonnet') ?? {}).length > 0;
