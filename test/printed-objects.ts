/** Objects as text, in the ways in which people and tools write them. */
import fc from 'fast-check';
import { Document, isMap, isNode, isScalar, Scalar, stringify, visit } from 'yaml';
import { sortedJson, toJson } from '../src/kube/json.ts';
import type { Json, KubeObject } from '../src/model/index.ts';
import { rawOf } from './worlds.ts';

export interface Style {
  readonly form: 'documents' | 'files' | 'list' | 'json' | 'json list';
  readonly indent: 2 | 4;
  readonly indentSeq: boolean;
  readonly flow: 'any' | 'flow';
  readonly lineWidth: 0 | 60;
  /** Quotes, comments, blank lines and flow collections here and there; 0: none. */
  readonly salt: number;
  /** Equal maps of one document are written once. */
  readonly anchors: boolean;
  readonly eol: '\n' | '\r\n';
  readonly bom: boolean;
  readonly end: boolean;
}

export const styles: fc.Arbitrary<Style> = fc.record({
  form: fc.constantFrom<Style['form']>('documents', 'documents', 'files', 'list', 'json', 'json list'),
  indent: fc.constantFrom<2 | 4>(2, 4),
  indentSeq: fc.boolean(),
  flow: fc.constantFrom<Style['flow']>('any', 'any', 'any', 'flow'),
  lineWidth: fc.constantFrom<0 | 60>(0, 60),
  salt: fc.nat(1000),
  anchors: fc.constantFrom(false, false, true),
  eol: fc.constantFrom<Style['eol']>('\n', '\n', '\r\n'),
  bom: fc.constantFrom(false, false, true),
  end: fc.boolean(),
});

/** Texts by file name. */
export function printed(objects: readonly KubeObject[], style: Style): Readonly<Record<string, string>> {
  const raw = objects.map((object) => toJson(rawOf(object)));
  const list = { apiVersion: 'v1', kind: 'List', items: raw };
  switch (style.form) {
    case 'json':
      return Object.fromEntries(raw.map((each, i) => [`${i}.json`, json(each, style)]));
    case 'json list':
      return { 'all.json': json(list, style) };
    case 'list':
      return { 'all.yaml': ended(yaml(list, style), style) };
    case 'files':
      return Object.fromEntries(raw.map((each, i) => [`${i}.yml`, ended(yaml(each, style), style)]));
    case 'documents':
      return { 'all.yaml': ended(raw.map((each) => `---\n${yaml(each, style)}`).join(''), style) };
  }
}

const json = (value: Json, { indent, salt, ...style }: Style): string =>
  ended(`${JSON.stringify(value, null, salt % 3 === 0 ? '\t' : indent)}\n`, style);

function ended(text: string, { eol, bom, end }: Pick<Style, 'eol' | 'bom' | 'end'>): string {
  const lines = (end ? text : text.replace(/\n$/, '')).replaceAll('\n', eol);
  return `${bom ? '\uFEFF' : ''}${lines}`;
}

function yaml(value: Json, { indent, indentSeq, flow, lineWidth, salt, anchors }: Style): string {
  const document = new Document(anchors ? shared(value) : value, { version: '1.1', aliasDuplicateObjects: anchors });
  let at = salt;
  const dice = (sides: number): number => {
    at = (at * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((at / 2_147_483_648) * sides);
  };
  if (salt > 0) {
    visit(document, {
      Pair(_, { key, value: item }) {
        if (isNode(key) && dice(12) === 0) key.commentBefore = ' what follows: "is" {meant}';
        if (isScalar(key) && dice(15) === 0) key.spaceBefore = true;
        if (isScalar(item) && dice(8) === 0 && typeof item.value !== 'object') item.comment = " don't # touch";
        if (isMap(item) && item.items.length < 4 && dice(6) === 0) item.flow = true;
      },
      Scalar(_, node) {
        if (typeof node.value === 'string' && dice(3) === 0)
          node.type = dice(2) === 0 ? Scalar.QUOTE_DOUBLE : Scalar.QUOTE_SINGLE;
      },
    });
  }
  return stringify(document, { indent, indentSeq, collectionStyle: flow, lineWidth });
}

/** Equal maps become one and the same, which is then written with an anchor. */
function shared(value: Json): Json {
  const known = new Map<string, Json>();
  const of = (each: Json): Json => {
    if (each === null || typeof each !== 'object') return each;
    const made: Json = Array.isArray(each)
      ? (each as readonly Json[]).map(of)
      : Object.fromEntries(Object.entries(each).map(([key, item]) => [key, of(item)]));
    const key = JSON.stringify(sortedJson(each));
    if (key.length < 8) return made;
    const first = known.get(key);
    if (first === undefined) known.set(key, made);
    return first ?? made;
  };
  return of(value);
}
