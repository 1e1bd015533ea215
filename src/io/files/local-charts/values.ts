/** The values of a release as helm takes them: all of its sources, the later over the earlier. */
import { isObject } from '../../../kube/json.ts';
import { MASK } from '../../../kube/mask.ts';
import type { Json, JsonObject } from '../../../model/index.ts';
import { isSecretName } from '../../projection/label-values.ts';
import type { Draft, ValuesSource } from '../releases/draft.ts';
import { valuesIn } from '../releases/resolve.ts';
import type { Surroundings, ValuesText } from '../releases/resolve.ts';
import { valuesAt } from '../releases/set-values.ts';

/** Values, or why they are not known. */
type Layer = { readonly values: JsonObject } | { readonly why: string };

/** `secrets`: the texts among them that no output may show. */
export type Given = { readonly values: JsonObject; readonly secrets: readonly string[] } | { readonly why: string };

/** What goes over the values of the chart itself. */
export async function givenValues(draft: Draft, around: Surroundings): Promise<Given> {
  if (draft.open !== undefined) return { why: draft.open };
  let values: JsonObject = {};
  const secrets: string[] = [];
  for (const source of draft.sources) {
    if (isOwn(draft, source)) continue;
    const layer = await layerOf(draft, source, around);
    if ('why' in layer) return layer;
    values = merged(values, layer.values);
    secrets.push(...textsIn(layer.values, source.from === 'object' && source.kind === 'Secret'));
  }
  return { values, secrets };
}

/** All texts among values, or those that a name calls a secret. */
function textsIn(value: Json, isSecret: boolean): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each: Json) => textsIn(each, isSecret));
  if (isObject(value))
    return Object.entries(value).flatMap(([name, each]) => textsIn(each, isSecret || isSecretName(name)));
  return isSecret && (typeof value === 'string' || typeof value === 'number') ? [String(value)] : [];
}

/** Shorter ones are in any text. */
const SECRET_LENGTH = 4;

/** What a program said, without the secrets that it was given, as they are or quoted. */
export function withoutTexts(said: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SECRET_LENGTH)
    .toSorted((a, b) => b.length - a.length)
    .reduce(
      (text, secret) => text.replaceAll(secret, MASK).replaceAll(JSON.stringify(secret).slice(1, -1), MASK),
      said,
    );
}

/** The values.yaml of the chart, which helm reads itself. */
function isOwn({ chartFile }: Draft, source: ValuesSource): boolean {
  return source.from === 'file' && source.path === 'values.yaml' && source.near === chartFile;
}

async function layerOf(draft: Draft, source: ValuesSource, around: Surroundings): Promise<Layer> {
  switch (source.from) {
    case 'nowhere':
      return { why: `its values depend on ${source.name}` };
    case 'document':
      return typeof source.values === 'string'
        ? textValues(source.name, source.values)
        : asGiven(source.name, source.values);
    case 'object': {
      const name = `${source.kind} ${source.name}`;
      const found = await around.objectText(source, draft.origin.file);
      if (found === undefined) return source.optional ? { values: {} } : absent(name);
      if (source.target === undefined) return textValues(name, found.text);
      return { values: valuesAt(source.target, found.text) };
    }
    case 'file': {
      const found: ValuesText | undefined = await around.fileText(
        source.path,
        source.near ?? draft.origin.file,
        source.root,
      );
      if (found === undefined) return source.optional ? { values: {} } : absent(source.path);
      return textValues(source.path, found.text);
    }
  }
}

const absent = (name: string): Layer => ({ why: `its values in ${name} are not among the files, or encrypted` });

function textValues(name: string, text: string): Layer {
  const read = valuesIn(text);
  return read === undefined ? { why: `its values in ${name} are no YAML` } : asGiven(name, read.value);
}

function asGiven(name: string, values: Json): Layer {
  if (!isObject(values)) return { why: `its values in ${name} are no map` };
  return isObject(values['sops']) ? absent(name) : { values };
}

/** Maps into each other, all else in the place of what was. Source: helm pkg/cli/values/options.go (mergeMaps). */
export function merged(under: JsonObject, over: JsonObject): JsonObject {
  const all: Record<string, Json> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const was = Object.hasOwn(all, key) ? all[key] : undefined;
    Object.defineProperty(all, key, {
      value: isObject(was) && isObject(value) ? merged(was, value) : value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return all;
}
