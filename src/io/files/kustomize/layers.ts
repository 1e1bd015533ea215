/** What kustomizations do together: each does it to what its components made before, and to what they bring. */
import { posix } from 'node:path';
import { stringsAt } from '../../../kube/json.ts';
import type { Change } from './change.ts';
import { changesOf, type Kustomizing } from './changes.ts';

/** A kustomization on the way of an object. */
export interface Layer {
  readonly folder: string;
  /** Folders of components, in their order. */
  readonly components: readonly string[];
  readonly changes: readonly Change[];
  /** The same as a text: two that are alike do the same. */
  readonly key: string;
  /** Where it is, in a sentence, and the way to its fields. */
  readonly file: string;
  readonly within: string;
  /** Flux or Argo CD gives it to kustomize, and no file of its own is there. */
  readonly isOfTool?: true;
}

export function layerOf(kustomizing: Kustomizing, more: readonly Change[] = []): Layer {
  const { raw, folder, within, file } = kustomizing;
  const components = stringsAt(raw, 'components').map((entry) =>
    isRemote(entry) ? entry : posix.join(folder, entry).replace(/\/$/, ''),
  );
  const changes = [...changesOf(kustomizing), ...more];
  const key = JSON.stringify([components, changes.map(withoutWords)]);
  return { folder, components, changes, key, file, within };
}

/** Two files that say the same do the same. */
function withoutWords(change: Change): Partial<Change> {
  return { ...change, ...('by' in change ? { by: '' } : {}), ...('why' in change ? { why: '' } : {}) };
}

export const isRemote = (entry: string): boolean => /:\/\/|^git@|^github\.com\/|\?ref=|::/.test(entry);

/** What the layer above does to what comes from a path below it; `from`: a component of it does nothing to itself twice. */
export type ChangesFrom = (layer: Layer, from: string) => readonly Change[];

/** `components`: those that are among the files, by their folders. */
export function changesThrough(components: ReadonlyMap<string, Layer>): ChangesFrom {
  const known = new Map<string, readonly Change[]>();
  const all = (layer: Layer, from: string, within: readonly string[]): readonly Change[] => {
    const rest = layer.components.slice(layer.components.indexOf(from) + 1);
    return [...rest.flatMap((folder) => ofComponent(layer, folder, within)), ...layer.changes];
  };
  const ofComponent = (layer: Layer, folder: string, within: readonly string[]): readonly Change[] => {
    if (within.includes(folder)) return [];
    const component = components.get(folder);
    if (component) return all(component, '', [...within, folder]);
    const why = `${layer.within}components of ${layer.file} has ${folder}, which is not among the files`;
    return [{ does: 'leave open', target: {}, why }];
  };
  return (layer, from) => {
    const key = `${layer.folder}\0${layer.file}\0${layer.within}\0${layer.components.includes(from) ? from : ''}`;
    const changes = known.get(key) ?? all(layer, from, []);
    known.set(key, changes);
    return changes;
  };
}
