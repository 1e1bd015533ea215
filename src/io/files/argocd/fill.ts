/** Templates of an ApplicationSet, filled in. What is not known stays as it is written. */
import { isObject, listAt, objectAt, trueAt } from '../../../kube/json.ts';
import { evaluateTemplate } from '../../../lang/template/evaluate.ts';
import { sprig } from '../../../lang/template/sprig.ts';
import type { Json, JsonObject } from '../../../model/index.ts';
import { flat, type Parameters } from './parameters.ts';

/** How the texts of a document are filled in. */
export type Fill = (text: string, parameters: Parameters) => string;

/** That of an ApplicationSet. Source: argo-cd applicationset/utils/utils.go (Replace). */
export function fillOf(raw: JsonObject): Fill {
  const spec = objectAt(raw, 'spec');
  const isStrict = listAt(spec, 'goTemplateOptions').includes('missingkey=error');
  return trueAt(spec, 'goTemplate') ? (text, set) => asGo(text, set, isStrict) : asPlain;
}

function asGo(text: string, { values, unknown }: Parameters, isStrict: boolean): string {
  if (!text.includes('{{')) return text;
  const isOpen = unknown !== undefined;
  const made = evaluateTemplate(text, { data: values, functions: sprig(isOpen), isStrict: isStrict || isOpen });
  return made.kind === 'text' ? made.text : text;
}

const HOLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Only names; others stay as they are, as templates of charts. */
function asPlain(text: string, { values }: Parameters): string {
  if (!text.includes('{{')) return text;
  const known = flat(values);
  return text.replaceAll(HOLE, (whole, name: string) => known.get(name) ?? whole);
}

/** A value with all of its texts filled in, names of fields among them. */
function filled(value: Json, fill: Fill, parameters: Parameters): Json {
  if (typeof value === 'string') return fill(value, parameters);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => filled(item, fill, parameters));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, item]) => [fill(key, parameters), filled(item, fill, parameters)] as const,
  );
  return Object.fromEntries(entries);
}

/** The same of a map. */
export function filledMap(value: JsonObject, fill: Fill, parameters: Parameters): JsonObject {
  const made = filled(value, fill, parameters);
  return isObject(made) ? made : {};
}
