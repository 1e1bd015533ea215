/** What kustomizations do together: each does it to what its components made before, and to what they bring. */
import { posix } from 'node:path';
import { stringsAt } from '../../../kube/json.ts';
import type { Change } from './change.ts';
import { changesOf, type Kustomizing } from './changes.ts';

/** A component that a kustomization lists; `by`: the field that does, with its file. */
interface Listed {
  readonly folder: string;
  readonly by: string;
}

/** A kustomization on the way of an object. */
export interface Layer {
  readonly folder: string;
  /** In their order. */
  readonly components: readonly Listed[];
  readonly changes: readonly Change[];
  /** The same as a text: two that are alike do the same. */
  readonly key: string;
  /** Where it is, in a sentence. */
  readonly file: string;
  readonly of?: Of;
  /** Flux or Argo CD gives it to kustomize, and no file of its own is there. */
  readonly isOfTool?: true;
}

/** What a layer is made of; `more`: what is done after kustomize. */
interface Of {
  readonly kustomizing: Kustomizing;
  readonly more: readonly Change[];
}

export function layerOf(kustomizing: Kustomizing, more: readonly Change[] = [], put?: Kustomizing): Layer {
  const { folder, file } = kustomizing;
  const components = [kustomizing, ...(put ? [put] : [])].flatMap((one) => componentsOf(one, folder));
  const changes = [...changesOf(kustomizing, put), ...more];
  const key = JSON.stringify([components.map((one) => one.folder), changes.map(withoutWords)]);
  return { folder, components, changes, key, file, of: { kustomizing, more } };
}

const puts = new WeakMap<Layer, WeakMap<Layer, Layer>>();

/** A kustomization with what a tool writes into it, and with what the tool does after kustomize. */
export function withPut(layer: Layer, tool: Layer): Layer {
  if (!layer.of || !tool.of) return layer;
  const perTool = puts.get(layer) ?? new WeakMap<Layer, Layer>();
  puts.set(layer, perTool);
  const known = perTool.get(tool) ?? layerOf(layer.of.kustomizing, tool.of.more, tool.of.kustomizing);
  perTool.set(tool, known);
  return known;
}

/** Does a tool write more into a kustomization than a namespace, which is the same after it? */
export function isMade({ of, components }: Layer): boolean {
  return components.length > 0 || (of !== undefined && changesOf(of.kustomizing).some(({ does }) => does !== 'move'));
}

function componentsOf({ raw, within, file }: Kustomizing, folder: string): readonly Listed[] {
  return stringsAt(raw, 'components').map((entry) => ({
    folder: isRemote(entry) ? entry : posix.join(folder, entry).replace(/\/$/, ''),
    by: `${within}components of ${file}`,
  }));
}

/** Two files that say the same do the same. */
function withoutWords(change: Change): Partial<Change> {
  const words = Object.keys(change).filter((key) => ['by', 'why', 'at'].includes(key));
  return { ...change, ...Object.fromEntries(words.map((key) => [key, ''])) };
}

export const isRemote = (entry: string): boolean => /:\/\/|^git@|^github\.com\/|\?ref=|::/.test(entry);

/** What the layer above does to what comes from a path below it; `from`: a component of it does nothing to itself twice. */
export type ChangesFrom = (layer: Layer, from: string) => readonly Change[];

/** `components`: those that are among the files, by their folders. */
export function changesThrough(components: ReadonlyMap<string, Layer>): ChangesFrom {
  const known = new WeakMap<Layer, Map<string, readonly Change[]>>();
  const all = (layer: Layer, from: string, within: readonly string[]): readonly Change[] => {
    const rest = layer.components.slice(layer.components.findIndex(({ folder }) => folder === from) + 1);
    return [...rest.flatMap((listed) => ofComponent(listed, within)), ...layer.changes];
  };
  const ofComponent = ({ folder, by }: Listed, within: readonly string[]): readonly Change[] => {
    if (within.includes(folder)) return [];
    const component = components.get(folder);
    if (component) return all(component, '', [...within, folder]);
    const why = `${by} has ${folder}, which is not among the files`;
    return [{ does: 'leave open', target: {}, why }];
  };
  return (layer, from) => {
    const key = layer.components.some(({ folder }) => folder === from) ? from : '';
    const perPath = known.get(layer) ?? new Map<string, readonly Change[]>();
    const changes = perPath.get(key) ?? all(layer, from, []);
    known.set(layer, perPath.set(key, changes));
    return changes;
  };
}
