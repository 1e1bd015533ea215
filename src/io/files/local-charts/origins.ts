/** Objects that helm made, at the templates that they are from. */
import { posix } from 'node:path';
import { stringAt } from '../../../kube/json.ts';
import type { JsonObject, Metadata, Origin } from '../../../model/index.ts';
import type { FileOrigin } from '../releases/draft.ts';
import { isTemplate } from '../unfilled.ts';
import { split } from '../documents.ts';

/** The texts of files; undefined for what cannot be read. */
type TextOf = (file: string) => Promise<string | undefined>;

/** An object, or a document about charts. */
interface Rendered {
  readonly kind: string;
  readonly template?: string;
  readonly metadata?: Metadata;
  readonly raw?: JsonObject;
}

/**
 * The objects with their origins. `folderOf`: the folder of the chart behind a text of helm. `isOpen`: whether the fields of
 * objects stand elsewhere than in this file, so that they have no place in it.
 */
export async function atTemplates<T extends Rendered & { readonly origin: Origin }>(
  objects: readonly T[],
  folderOf: (file: string) => string | undefined,
  textOf: TextOf,
): Promise<{ readonly objects: readonly T[]; readonly isOpen: (file: string) => boolean }> {
  const texts = new Map<string, string | undefined>();
  const moved = async (object: T): Promise<T> => {
    const { origin, template } = object;
    const folder = origin.source === 'file' ? folderOf(origin.file) : undefined;
    if (folder === undefined || template === undefined) return object;
    const file = posix.join(folder, ...template.split('/').slice(1));
    if (!texts.has(file)) texts.set(file, await textOf(file));
    const text = texts.get(file);
    return text === undefined ? object : { ...object, origin: placeIn(file, text, object) };
  };
  const all: T[] = [];
  for (const object of objects) all.push(await moved(object));
  return { objects: all, isOpen: (file) => isTemplate(texts.get(file) ?? '') };
}

/** Where a template begins an object: the document of its kind, of several the one with its name. */
function placeIn(file: string, text: string, { kind, metadata, raw }: Rendered): FileOrigin {
  const name = metadata?.name ?? stringAt(raw, 'metadata', 'name') ?? '';
  const pattern = new RegExp(`^kind:[ \\t]*["']?${kind}["']?[ \\t]*$`, 'm');
  const alike = split(text).filter((chunk) => pattern.test(chunk.text));
  const chunk = alike.find((one) => name !== '' && one.text.includes(name)) ?? alike[0];
  if (chunk === undefined) return { source: 'file', file, document: 1, line: 1 };
  const line = chunk.line + chunk.text.slice(0, chunk.text.search(pattern)).split('\n').length - 1;
  return { source: 'file', file, document: chunk.document, line };
}
