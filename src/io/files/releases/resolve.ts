/** The values of a draft, looked up in its document, in ConfigMaps among the files, and in files of the repository. */
import { Buffer } from 'node:buffer';
import { isObject, mapTexts } from '../../../kube/json.ts';
import type { FilePlace, Json, JsonObject, Release, ValuesLayer } from '../../../model/index.ts';
import { scrubText } from '../../projection/index.ts';
import { projectValues } from '../../projection/values.ts';
import { readDocuments } from '../documents.ts';
import { locate, type Wanted } from '../locate.ts';
import type { Place } from '../sought.ts';
import type { Draft, ValuesSource } from './draft.ts';
import { valuesAt } from './set-values.ts';

/** The text that a source of values leads to: where it begins, and the file around it where that is another one. */
export interface ValuesText {
  readonly text: string;
  readonly file: string;
  /** Lines of the file above the text. */
  readonly above: number;
}

/** What resolving needs of the other files. */
export interface Surroundings {
  readonly places: (file: string, wanted: readonly Wanted[]) => Promise<readonly (Place | undefined)[]>;
  /** The text under a key of a ConfigMap or Secret; undefined: it is not among the files, or encrypted. */
  readonly objectText: (
    source: Extract<ValuesSource, { from: 'object' }>,
    near: string,
  ) => Promise<ValuesText | undefined>;
  /** The text of a file of the repository; `root`: of this one, from there and nowhere else. */
  readonly fileText: (path: string, near: string, root?: string) => Promise<ValuesText | undefined>;
}

/** What of values is kept. */
type Kept = (values: Json) => JsonObject;

const keptOf =
  ({ chart }: Draft): Kept =>
  (values) =>
    projectValues(chart, values);

/** The release of a draft, with what of its values may be kept. */
export async function resolve(draft: Draft, around: Surroundings, kept: Kept = keptOf(draft)): Promise<Release> {
  const { sources, chartFile: _chartFile, open: _open, changes: _changes, repository, patches = [], ...rest } = draft;
  const layers: ValuesLayer[] = [];
  for (const source of sources) layers.push(await layerOf(draft, source, around, kept));
  return {
    ...rest,
    ...(repository === undefined ? {} : { repository: scrubText(repository) }),
    layers,
    ...(patches.length === 0 ? {} : { patches }),
  };
}

async function layerOf(draft: Draft, source: ValuesSource, around: Surroundings, kept: Kept): Promise<ValuesLayer> {
  switch (source.from) {
    case 'nowhere':
      return { name: source.name, places: {} };
    case 'document':
      return typeof source.values === 'string'
        ? textLayer(draft, source.name, await blockText(draft, source, source.values, around), kept)
        : await documentLayer(draft, source, source.values, around, kept);
    case 'object': {
      const { kind, namespace, name, key, target } = source;
      const text = await around.objectText(source, draft.origin.file);
      const title = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} (key ${key})`;
      if (text === undefined && source.optional) return { name: title, values: {}, places: {} };
      return textLayer(draft, title, text, kept, target);
    }
    case 'file': {
      const text = await around.fileText(source.path, source.near ?? draft.origin.file, source.root);
      if (text === undefined && source.optional) return { name: source.path, values: {}, places: {} };
      return textLayer(draft, source.path, text, kept);
    }
  }
}

/** Values that are fields of the document itself. */
async function documentLayer(
  { origin: own, under }: Draft,
  { name, at, origin = own }: Extract<ValuesSource, { from: 'document' }>,
  raw: Json,
  around: Surroundings,
  kept: Kept,
): Promise<ValuesLayer> {
  const values = kept(ownPart(raw, under));
  const paths = pathsOf(values);
  const within = [...(origin.within ?? []), ...at, ...(under === undefined ? [] : [under])];
  const found = await around.places(
    origin.file,
    paths.map((path) => ({ document: origin.document, path: [...within, ...path] })),
  );
  return { name, values, places: placesOf(paths, found, origin.file, 0) };
}

/** A text in the document: where it begins. What is written as a block begins on the next line. */
async function blockText(
  { origin: own }: Draft,
  { at, origin = own }: Extract<ValuesSource, { from: 'document' }>,
  text: string,
  around: Surroundings,
): Promise<ValuesText> {
  const path = [...(origin.within ?? []), ...at];
  const [place] = await around.places(origin.file, [{ document: origin.document, path }]);
  const line = place?.line ?? origin.line;
  return { text, file: origin.file, above: text.includes('\n') ? line : line - 1 };
}

function textLayer(
  { under }: Draft,
  name: string,
  found: ValuesText | undefined,
  kept: Kept,
  target?: string,
): ValuesLayer {
  if (found === undefined) return { name, places: {} };
  const { text, file, above } = found;
  if (target !== undefined) {
    const raw = valuesAt(target, text);
    return { name, values: kept(ownPart(raw, under)), places: { '': { file, line: above + 1 } } };
  }
  const read = valuesIn(text);
  if (read === undefined) return { name, places: {} };
  const raw = read.value;
  if (isObject(raw) && isObject(raw['sops'])) return { name: `${name}, which is encrypted`, places: {} };
  const values = kept(ownPart(raw, under));
  const paths = pathsOf(values);
  const places = locate(
    read.text,
    paths.map((path) => ({ document: read.document, path: under === undefined ? path : [under, ...path] })),
  );
  return { name, values, places: { '': { file, line: above + 1 }, ...placesOf(paths, places, file, above) } };
}

/** `text`: where they stand in the same lines. */
interface ReadValues {
  readonly value: Json;
  readonly document: number;
  readonly text: string;
}

/** The values that a text holds; undefined: it is no YAML. */
export function valuesIn(text: string): ReadValues | undefined {
  const [read] = readDocuments(text);
  if (read?.outcome !== 'broken') return { value: read?.value ?? {}, document: read?.document ?? 1, text };
  // Flux fills in its variables before anything reads the text: "[a.${DOMAIN}:80]" is no list until then.
  const filled = text.replaceAll(VARIABLE, `${BEGIN}$1${END}`);
  const [again] = filled === text ? [] : readDocuments(filled);
  if (again?.outcome !== 'value') return undefined;
  const value = mapTexts(again.value, (one) => one.replaceAll(BEGIN, '${').replaceAll(END, '}'));
  return { value, document: again.document, text: filled };
}

const VARIABLE = /\$\{([^{}\n]{1,200})\}/g;
/** What no text has. */
const [BEGIN, END] = ['\uE000', '\uE001'];

/** The values of a chart among those of the chart around it. */
function ownPart(raw: Json, under: string | undefined): Json {
  return under === undefined ? raw : isObject(raw) ? (raw[under] ?? {}) : {};
}

/** Every path of a tree of maps, the empty one first. */
function pathsOf(values: JsonObject, above: readonly string[] = []): readonly (readonly string[])[] {
  return [
    above,
    ...Object.entries(values).flatMap(([key, value]) =>
      isObject(value) ? pathsOf(value, [...above, key]) : [[...above, key]],
    ),
  ];
}

function placesOf(
  paths: readonly (readonly string[])[],
  found: readonly (Place | undefined)[],
  file: string,
  above: number,
): Readonly<Record<string, FilePlace>> {
  return Object.fromEntries(
    paths.flatMap((path, i) => {
      const place = found[i];
      return place ? [[path.join('.'), { file, line: above + place.line }] as const] : [];
    }),
  );
}

/** The text of one key of a ConfigMap or Secret as it stands in its document; undefined: encrypted, or without that key. */
export function keyText(raw: JsonObject, key: string): string | undefined {
  if (isObject(raw['sops'])) return undefined;
  for (const field of ['data', 'stringData', 'binaryData']) {
    const text = isObject(raw[field]) ? raw[field][key] : undefined;
    if (typeof text !== 'string') continue;
    const encoded = field === 'binaryData' || (field === 'data' && raw['kind'] === 'Secret');
    return encoded ? Buffer.from(text, 'base64').toString('utf8') : text;
  }
  return undefined;
}
