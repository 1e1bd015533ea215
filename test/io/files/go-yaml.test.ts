/**
 * What kubectl reads is what promwire reads. The answers in read-by-kubectl.json are those of the decoder in kubectl
 * (k8s.io/apimachinery 0.36.0 NewYAMLOrJSONDecoder over sigs.k8s.io/yaml 1.6.0, go.yaml.in/yaml/v2 2.4.3), document by
 * document up to the first that it refuses.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readDocuments } from '../../../src/io/files/documents.ts';
import { parseAsGo } from '../../../src/io/files/full-yaml.ts';
import { locate } from '../../../src/io/files/locate.ts';
import { textOf } from '../../../src/io/files/text.ts';
import { parseJson } from '../../../src/kube/json.ts';

interface Row {
  readonly name: string;
  readonly text: string;
  /** As JSON. */
  readonly documents: readonly string[];
  readonly refused?: true;
}

const rows = JSON.parse(readFileSync(new URL('read-by-kubectl.json', import.meta.url), 'utf8')) as readonly Row[];

const DROPPED = 'kubectl drops what follows without a word; promwire says that it is there';
const GUESSED = 'what is meant is something else than what kubectl reads';
const NO_OBJECT = 'it is no object either way';
/** Where promwire says something else on purpose. */
const OTHERWISE: Readonly<Record<string, string>> = {
  '... then content': DROPPED,
  '... with content': DROPPED,
  'map begins indented uneven': DROPPED,
  'flow map YAML twice': DROPPED,
  'quoted colon tight': DROPPED,
  'flow key colon only': GUESSED,
  'flow colon in plain end': GUESSED,
  'flow plain question': GUESSED,
  LS: GUESSED,
  'LS in comment': GUESSED,
  'LS in a literal': GUESSED,
  'literal root col 0': NO_OBJECT,
  'JSON list of two': NO_OBJECT,
  'JSON YAML mix in one stream': 'JSON and then YAML without --- between',
  'JSON ... ': 'kubectl refuses the end of the file after it has taken the object',
};

interface Told {
  readonly documents: readonly unknown[];
  readonly refused: boolean;
}

function ours(text: string): Told {
  const decoded = textOf(Buffer.from(text));
  if ('refused' in decoded) return { documents: [], refused: true };
  const reads = [...readDocuments(decoded.text)];
  return {
    documents: reads.flatMap((read) => (read.outcome === 'value' ? [read.value] : [])),
    refused: reads.some(({ outcome }) => outcome === 'broken'),
  };
}

describe('YAML is read as kubectl reads it', () => {
  it('in so many texts', () => {
    expect(rows.length).toBeGreaterThan(400);
  });

  it.each(rows.filter(({ name }) => !Object.hasOwn(OTHERWISE, name)).map((row) => [row.name, row] as const))(
    '%s',
    (_name, { text, documents, refused = false }) => {
      const told = ours(text);
      expect(told.refused).toBe(refused);
      // kubectl stops at the first mistake, promwire goes on.
      if (!refused) expect(told.documents).toEqual(documents.map((document) => parseJson(document)));
    },
  );

  it.each(Object.keys(OTHERWISE))('but for: %s', (name) => {
    const row = rows.find((each) => each.name === name);
    const told = ours(row?.text ?? '');
    const theirs = { documents: row?.documents.map((document) => parseJson(document)), refused: row?.refused ?? false };
    expect(told).not.toEqual(theirs);
    // What it cannot be sure of it takes for unknown, never for something else.
    const isUnknown = told.refused || [NO_OBJECT, OTHERWISE['JSON ... ']].includes(OTHERWISE[name]);
    expect(isUnknown).toBe(true);
  });
});

it('YAML inside of objects is read so too', () => {
  expect(parseAsGo('route: {\nreceiver: "a\n  b"\n}\n')).toEqual({ route: { receiver: 'a b' } });
});

describe('places in text that YAML 1.2 would have further to the right', () => {
  const text = [
    'kind: A',
    'metadata:',
    '  annotations: {',
    'x: y,',
    '    z: w',
    '}',
    '  note: "a',
    'b"',
    'spec:',
    '  list: [ a,',
    ' b',
    ' ]',
  ].join('\n');

  it.each([
    [['metadata', 'annotations', 'x'], 4, 1],
    [['metadata', 'annotations', 'z'], 5, 5],
    [['metadata', 'note'], 7, 3],
    [['spec', 'list', '1'], 11, 2],
  ] as const)('%j', (path, line, column) => {
    expect(locate(text, [{ document: 1, path }])).toEqual([{ line, column }]);
  });

  it('are those of a mistake too', () => {
    expect([...readDocuments(`${text}\n--- \na: {\n b: 1,\n\n c?: 1\n}\n`)][1]).toMatchObject({ line: 17, column: 2 });
    expect([...readDocuments('a: {\nb: "c\nd" e\n}\n')][0]).toMatchObject({ outcome: 'broken', line: 3, column: 4 });
  });
});
