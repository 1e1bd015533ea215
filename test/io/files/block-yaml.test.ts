import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readBlockYaml } from '../../../src/io/files/block-yaml.ts';
import { soughtOf } from '../../../src/io/files/sought.ts';
import { toYaml } from '../../../src/render/yaml.ts';
import { fully, pathsOf, placesIn, placesOf, withoutMisread } from './full-parser.ts';
import { styled } from './styled-yaml.ts';

const text = fc.oneof(
  fc.constantFrom(
    'a',
    'app: x',
    '30s',
    '1',
    'on',
    'x\ny\n',
    'x\n  y',
    "it's",
    '"q"',
    '',
    '# c',
    '- x',
    'x #y',
    'a\n\nb\n',
  ),
  fc.string({ maxLength: 6 }),
);
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { depthSize: 'medium' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('data'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'items', 'x.y/z', 'on', '1'), tie('data'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
}));
const document = fc.dictionary(fc.constantFrom('a', 'items', 'spec'), data, { minKeys: 1, noNullPrototype: true });
const inserted = fc.constantFrom(
  '',
  ' ',
  '  ',
  '\n',
  '-',
  '- ',
  ':',
  ': ',
  '#',
  ' #',
  '"',
  "'",
  '|',
  '\t',
  'a',
  '\n  ',
  '\n- ',
  '|\n',
  '{',
  '&a ',
  '~',
);
const edits = fc.array(fc.tuple(fc.nat(300), fc.nat(2), inserted), { maxLength: 3 });

function edited(printed: string, changes: readonly (readonly [number, number, string])[], dedented: boolean): string {
  // As kubectl prints lists: at the indentation of their key.
  let result = dedented ? printed.replace(/^( *) {2}- /gm, '$1- ') : printed;
  for (const [place, cut, insertion] of changes) {
    const at = place % Math.max(1, result.length);
    result = result.slice(0, at) + insertion + result.slice(at + cut);
  }
  return result;
}

/** What the full parser makes of a text; where it is known to misread it, of the text without what it stumbles over. */
function judged(value: unknown, text: string): unknown {
  const read = fully(text);
  const without = isDeepStrictEqual(read, value) ? undefined : withoutMisread(text);
  return without === undefined ? read : fully(without);
}

describe('the fast reader', () => {
  it('reads what is printed, all but the rarest', () => {
    let fast = 0;
    fc.assert(
      fc.property(document, (value) => {
        const read = readBlockYaml(toYaml(value));
        if (read === undefined) return;
        fast++;
        expect(read.value).toEqual(value);
      }),
      { numRuns: 500 },
    );
    expect(fast).toBeGreaterThan(400);
  });

  it('agrees with the full parser on every text it does not leave to it', () => {
    fc.assert(
      fc.property(document, edits, fc.boolean(), (value, changes, dedented) => {
        const source = edited(toYaml(value), changes, dedented);
        fc.pre(!/^---/m.test(source));
        const read = readBlockYaml(source);
        if (read !== undefined) expect(read.value).toEqual(judged(read.value, source));
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with it on every style in which a value can be written, and on every place', () => {
    let fast = 0;
    fc.assert(
      fc.property(styled, fc.oneof(fc.constant([]), edits), (source, changes) => {
        const text = edited(source, changes, false);
        fc.pre(!/^---/m.test(text));
        const read = readBlockYaml(text);
        if (read === undefined) return;
        fast++;
        expect(read.value).toEqual(judged(read.value, text));
        // Its places are those of what it read.
        if (!isDeepStrictEqual(read.value, fully(text))) return;
        const sought = soughtOf(pathsOf(read.value));
        const all = placesOf(text);
        readBlockYaml(text, sought);
        for (const [path, place] of Object.entries(placesIn(sought))) expect([path, place]).toEqual([path, all[path]]);
      }),
      { numRuns: 5000 },
    );
    expect(fast).toBeGreaterThan(500);
  });

  it.each([
    ['a: |+\n  x\n\nb: |2-\n   y\n', 'kept line breaks and an indentation indicator'],
    ['a: |\n\n  x\n', 'a block that begins with a blank line'],
    ['a: >-\n  x\n  y\n\n  z\n', 'a folded block'],
    ['a: x\n  y\n\n  z\nb: 1\n', 'a scalar over several lines'],
    ['a: "x\n  y \\\n  \\ z\\n"\n', 'a double-quoted scalar over several lines'],
    ["a: 'x\n\n  it''s'\n", 'a quoted scalar over several lines'],
    ['- apiGroups: [""] # core\n  resources: [ "a", b, \'c\', 1, [x], {a: b, "c": [] } ]\n', 'collections in brackets'],
    ['a: [\n  x,\n  # z\n  y\n  ]\n', 'brackets over several lines'],
    ['a:\n  {}\nb:\n  - []\nc:\n  "x"\nd:\n  x\n', 'values below their keys'],
    ['1.2.3: x\n.dockerconfigjson: x\n/metrics: x\n8080: http\n', 'keys that are not words'],
    ['a: :b\nc: -d\ne: ?f\n', 'scalars that begin like punctuation'],
    ['-\n  a: b\n-\n- c\n', 'members below their dash'],
  ])('reads %j as the full parser does: %s', (source) => {
    expect(readBlockYaml(source)?.value).toEqual(fully(source));
    expect(readBlockYaml(source)).toBeDefined();
  });

  it.each([
    ['a: >\n  x\n   y\n', 'a folded block with a deeper line'],
    ['a: x # y\n  z\n', 'a scalar that goes on behind a comment'],
    ['a:\n  x\n# y\n  z\n', 'a scalar that goes on below a comment'],
    ['a: "x\ny"\n', 'a quoted scalar that is not indented'],
    ['a: "\\x41"\n', 'a rare escape'],
    ['a: &x 1\n', 'an anchor'],
    ['a: !!str 1\n', 'a tag'],
    ['a: [b: c]\n', 'a pair in a list'],
    ['a: {b}\n', 'a key without a value'],
    ['a: [,]\n', 'an empty member'],
    ['a: [x\n]\n', 'a bracket that is not indented'],
    ['a: {<<: {}}\n', 'a merge key in braces'],
    ['? a\n: b\n', 'an explicit key'],
    ['<<: {}\n', 'a merge key'],
    ['a: b\n c: d\n', 'wrong indentation'],
    ['a: b: c\n', 'a mapping in a scalar'],
    ['\ta: b\n', 'a tab'],
    ['a: b\n...\nc: d\n', 'a document end'],
    ['text\n', 'a scalar alone'],
    ['# x\n', 'nothing'],
    ['a: |\n  \tb\n', 'a tab at the start of a block'],
    [`a: ${'['.repeat(40)}${']'.repeat(40)}\n`, 'deep brackets'],
    [`${Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')}\n`, 'deep nesting'],
  ])('leaves %j to the full parser: %s', (source) => {
    expect(readBlockYaml(source)).toBeUndefined();
  });

  it.each([
    ['a:\n  - {}\nspec:   \n#~ a\n\n  b\nitems: "   "\n', { a: [{}], spec: 'b', items: '   ' }],
    ['s:\n\n# c\n  b\ni: 1\n', { s: 'b', i: 1 }],
    ['s:\n# c\n    b\n    c\ni: 1\n', { s: 'b c', i: 1 }],
    ['s:\n# c\n\n# d\n  b\n  c\ni: 1\n', { s: 'b c', i: 1 }],
    ['-\n\n# c\n  b\n- c\n', ['b', 'c']],
  ])('reads %j as kubectl does, where the full parser is wrong or refuses', (source, value) => {
    expect(readBlockYaml(source)?.value).toEqual(value);
  });

  it('knows the lines of the members of items', () => {
    const source =
      '# x\napiVersion: v1\nitems:\n- a: |\n    x\n\n    # y\n- b: 1\n\n# z\n-\n  items:\n  - c\nkind: List\r\n';
    expect(readBlockYaml(source)).toMatchObject({ line: 2, itemLines: [4, 8, 12] });
  });
});
