import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { readBlockYaml } from '../../../src/io/files/block-yaml.ts';
import { toJson } from '../../../src/io/files/yaml-value.ts';
import { toYaml } from '../../../src/render/yaml.ts';

/** What the full parser makes of a text. */
function fully(text: string): unknown {
  const options = {
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  } as const;
  const [document, second] = parseAllDocuments(text, options);
  if (document === undefined || document.contents === null) return 'nothing';
  if (document.errors.length > 0 || (second !== undefined && second.contents !== null)) return 'an error';
  return toJson(document.contents);
}

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
        if (read !== undefined) expect(read.value).toEqual(fully(source));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['a: >\n  x\n', 'a folded block'],
    ['a: x\n  y\n', 'a scalar over two lines'],
    ['a: |2\n   x\n', 'an indentation indicator'],
    ['a: "x\n  y"\n', 'a quoted scalar over two lines'],
    ['a: &x 1\n', 'an anchor'],
    ['a: !!str 1\n', 'a tag'],
    ['a: [1]\n', 'a flow collection'],
    ['? a\n: b\n', 'an explicit key'],
    ['<<: {}\n', 'a merge key'],
    ['a: b\n c: d\n', 'wrong indentation'],
    ['a: b: c\n', 'a mapping in a scalar'],
    ['\ta: b\n', 'a tab'],
    ['a: b\n...\nc: d\n', 'a document end'],
    ['text\n', 'a scalar alone'],
    ['# x\n', 'nothing'],
    ['a: |\n  \tb\n', 'a tab at the start of a block'],
    [`${Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')}\n`, 'deep nesting'],
  ])('leaves %j to the full parser: %s', (source) => {
    expect(readBlockYaml(source)).toBeUndefined();
  });

  it('knows the lines of the members of items', () => {
    const source =
      '# x\napiVersion: v1\nitems:\n- a: |\n    x\n\n    # y\n- b: 1\n\n# z\n-\n  items:\n  - c\nkind: List\r\n';
    expect(readBlockYaml(source)).toMatchObject({ line: 2, itemLines: [4, 8, 11] });
  });
});
