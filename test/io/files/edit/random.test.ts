import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readDocuments } from '../../../../src/io/files/documents.ts';
import { editText } from './one.ts';
import type { Json } from '../../../../src/model/index.ts';
import { seedOr } from '../../../seed.ts';
import { styled } from '../styled-yaml.ts';

/** Every path of a value, and one more key for each map. */
function pathsOf(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [];
  return [
    ...(Array.isArray(value) ? [] : [[...path, 'new']]),
    ...Object.entries(value).flatMap(([key, item]) => [[...path, key], ...pathsOf(item, [...path, key])]),
  ];
}

const becomes = fc.constantFrom<Json | undefined>('kps', 'on', undefined, { a: 'b' }, ['x', 'y'], 7);
/** What people do not write: an entry without a value, and keys that are there twice. */
const odd = /-[^\S\n]*(?:#.*)?$|\|1\+/m;

// What an edit comes to is held by the edit itself: it reads its own text again.
it('edits whatever can be read, however it is written', () => {
  const refused: string[] = [];
  let edited = 0;
  fc.assert(
    fc.property(styled, fc.nat(), becomes, (text, at, value) => {
      const [read] = readDocuments(text);
      const paths = read?.outcome === 'value' && !odd.test(text) ? pathsOf(read.value) : [];
      const path = paths[at % Math.max(1, paths.length)];
      // The last field of a document, and an entry of a list, do not go away.
      if (!path || (value === undefined && (path.length === 1 || /^\d+$/.test(path.at(-1) ?? '')))) return;
      const result = editText(text, 1, [{ path, becomes: value }]);
      if ('text' in result) edited++;
      else if (!/twice|entry of a list/.test(result.refused)) refused.push(`${JSON.stringify(text)} ${path.join()}`);
    }),
    { numRuns: 1000, seed: seedOr(11) },
  );
  // Where it cannot be done without harm it is not done, which is rare.
  expect(refused.slice(Math.floor(edited / 50))).toEqual([]);
  expect(edited).toBeGreaterThan(100);
});
