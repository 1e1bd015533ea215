/** ConfigMaps and Secrets among the files that a Flux Kustomization takes variables from. */
import { posix } from 'node:path';
import {
  asObject,
  defined,
  isObject,
  labelsAt,
  objectAt,
  objectsAt,
  own,
  stringAt,
  stringsAt,
} from '../../../kube/json.ts';
import { sharedParts } from '../../../kube/path-in.ts';
import type { Variables } from '../../../kube/variables.ts';
import type { JsonObject, KubeObject } from '../../../model/index.ts';
import type { Collection } from '../collection.ts';
import { readDocuments } from '../documents.ts';
import type { Source } from '../releases/draft.ts';
import { isOfKustomize } from './entries.ts';

/** What one of them gives: values, or only names, of what is encrypted or secret. */
export interface Substitute {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly namespace?: string;
  readonly file: string;
  readonly values: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
}

type TextOf = (file: string) => Promise<string | undefined>;

/** A Secret that SOPS encrypted is read as what makes it. */
const KINDS: readonly string[] = ['ConfigMap', 'Secret', 'SopsSecret'];
const FIELD = 'substituteFrom';

/** Those that something may take variables from: their names are in what names such. `texts`: those of patches. */
export async function substitutesIn(
  read: Collection,
  texts: ReadonlyMap<string, string>,
  textOf: TextOf,
): Promise<readonly Substitute[]> {
  const asking = [...read.sources.map(({ raw }) => JSON.stringify(raw)), ...texts.values()].filter((text) =>
    text.includes(FIELD),
  );
  if (asking.length === 0) return [];
  const all: Substitute[] = [];
  for (const source of read.sources.filter(isOfKustomize)) all.push(...(await generatedBy(source, textOf)));
  for (const { object } of read.objects) {
    const { kind, metadata } = object;
    if (!KINDS.includes(kind) || !asking.some((text) => text.includes(metadata.name))) continue;
    const raw = await rawOf(object, textOf);
    if (raw) all.push(substituteOf(object, raw));
  }
  return all;
}

/** Those that a kustomization makes of literals and of files of variables; what else it makes them of stays hidden. */
async function generatedBy({ raw, origin }: Source, textOf: TextOf): Promise<readonly Substitute[]> {
  const all: Substitute[] = [];
  for (const entry of objectsAt(raw, 'configMapGenerator')) {
    const name = stringAt(entry, 'name');
    if (name === undefined) continue;
    const lines = [...stringsAt(entry, 'literals')];
    const files = stringsAt(entry, 'files').map((file) => posix.basename(file.split('=')[0] ?? file));
    for (const file of [...stringsAt(entry, 'envs'), ...[stringAt(entry, 'env') ?? []].flat()]) {
      const text = await textOf(posix.join(posix.dirname(origin.file), file));
      // A file that is not there gives what nothing tells.
      if (text === undefined) return all;
      lines.push(...text.split(/\r?\n/).filter((line) => /^[^#=]+=/.test(line)));
    }
    const pairs = lines.map((line) => /^([^=]*)=(.*)$/s.exec(line)?.slice(1) ?? []);
    const values = Object.fromEntries(pairs.map(([key = '', value = '']) => [key.trim(), unquoted(value)]));
    const namespace = stringAt(entry, 'namespace') ?? stringAt(raw, 'namespace');
    all.push({ kind: 'ConfigMap', name, ...defined({ namespace }), file: origin.file, values, hidden: files });
  }
  return all;
}

const unquoted = (value: string): string => /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value;

async function rawOf({ origin }: KubeObject, textOf: TextOf): Promise<JsonObject | undefined> {
  if (origin.source !== 'file') return undefined;
  const text = await textOf(origin.file);
  const found = [...readDocuments(text ?? '')].find(({ document }) => document === origin.document);
  if (found?.outcome !== 'value') return undefined;
  const raw = (origin.within ?? []).reduce<unknown>((value, part) => asObject(value)[part], found.value);
  return isObject(raw) ? raw : undefined;
}

function substituteOf({ metadata: { name, namespace }, origin }: KubeObject, raw: JsonObject): Substitute {
  const file = origin.source === 'file' ? origin.file : '';
  const about = { name, ...(namespace === undefined ? {} : { namespace }), file };
  const fields = ['data', 'stringData'].flatMap((field) => Object.keys(objectAt(raw, field) ?? {}));
  if (raw['kind'] === 'ConfigMap')
    return { kind: 'ConfigMap', ...about, values: { ...labelsAt(raw, 'data') }, hidden: [] };
  return { kind: 'Secret', ...about, values: {}, hidden: fields };
}

/**
 * The variables of a Flux Kustomization: what comes later counts, and what it gives itself counts most. What is not among the
 * files may give any. Source: fluxcd/pkg kustomize/kustomize_varsub.go (LoadVariables).
 */
export function variablesOf({ raw, origin }: Source, all: readonly Substitute[]): Variables {
  const postBuild = objectAt(raw, 'spec', 'postBuild');
  const namespace = stringAt(raw, 'metadata', 'namespace');
  const values = new Map<string, string>();
  const hidden = new Set<string>();
  let open = false;
  for (const entry of objectsAt(postBuild, FIELD)) {
    const found = nearest(
      all,
      { kind: stringAt(entry, 'kind'), name: stringAt(entry, 'name'), namespace },
      origin.file,
    );
    // Any of those before may be given otherwise by it.
    if (found.length === 0) for (const name of values.keys()) hidden.add(name);
    open ||= found.length === 0;
    for (const name of new Set(found.flatMap((one) => [...Object.keys(one.values), ...one.hidden]))) {
      const given = new Set(found.map((one) => own(one.values, name)));
      const [value] = given;
      hidden.delete(name);
      if (given.size === 1 && value !== undefined) values.set(name, value);
      else hidden.add(name);
    }
  }
  for (const [name, value] of Object.entries(labelsAt(postBuild, 'substitute'))) {
    values.set(name, value);
    hidden.delete(name);
  }
  for (const name of hidden) values.delete(name);
  return { values: Object.fromEntries(values), open, ...(hidden.size === 0 ? {} : { hidden: [...hidden] }) };
}

/** Of several of that name those that are nearest to the file that names it: each cluster of a repository may have its own. */
function nearest(
  all: readonly Substitute[],
  asked: {
    readonly kind: string | undefined;
    readonly name: string | undefined;
    readonly namespace: string | undefined;
  },
  file: string,
): readonly Substitute[] {
  const named = all.filter(
    ({ kind, name, namespace }) =>
      kind === asked.kind &&
      name === asked.name &&
      (namespace === undefined || asked.namespace === undefined || namespace === asked.namespace),
  );
  const near = (one: (typeof named)[number]): number => sharedParts(posix.dirname(one.file), posix.dirname(file));
  const most = Math.max(...named.map(near));
  return named.filter((one) => near(one) === most);
}
