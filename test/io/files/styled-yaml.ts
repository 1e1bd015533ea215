import * as fc from 'fast-check';

/** A value as text behind "key:" or "-", given the indentation of the collection that it is in. */
type Written = (indent: number) => string;

const pad = (indent: number): string => ' '.repeat(indent);
/** Mostly `usual`, sometimes `odd`: one oddity is enough for the fast reader to leave the whole document. */
const mostly = (usual: readonly string[], odd: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
const word = mostly(
  ['a', 'b c', 'it', '1', '0x1f', 'on', '~', '.5', 'x:y', ':z', '-d', '$v', 'ü'],
  ['"q"', "'s'", '#h', '- e', 'f: g', 'k:', '{', '[', ']', ',', '&r', '%', '\u00a0', '<<', '...', '?'],
);
const rarely = fc.nat(5).map((dice) => dice === 0);
/** What is between two words of a scalar: mostly a line break with its indentation. */
const gap = fc.oneof(
  fc.constant((): string => ' '),
  fc.tuple(fc.constantFrom('', ' ', ' \n', '\n', '\n\n', ' \n  '), fc.integer({ min: 0, max: 3 })).map(
    ([before, deeper]) =>
      (indent: number): string =>
        `${before}\n${pad(indent + deeper)}`,
  ),
);
const words = (one: fc.Arbitrary<string>): fc.Arbitrary<Written> =>
  fc.tuple(one, fc.array(fc.tuple(gap, one), { maxLength: 3 })).map(
    ([first, rest]) =>
      (indent) =>
        first + rest.map(([between, next]) => between(indent + 1) + next).join(''),
  );
const inDouble = mostly(
  ['a', 'b  c', '\\n', '\\"', '\\\\', '\\ ', '\\ x', "it's", '\\u00e9', '', ' ', '# h', ': '],
  ['y\\', '\\ud83d', '\\x41', '\t', '\\u12'],
);
const inSingle = mostly(['a', 'b  c', "''", '"', '\\', '', ' ', '# h', ': ', '-'], ["'", '\t']);
const quoted: fc.Arbitrary<Written> = fc.oneof(
  words(inDouble).map(
    (text): Written =>
      (indent) =>
        `"${text(indent)}"`,
  ),
  words(inSingle).map(
    (text): Written =>
      (indent) =>
        `'${text(indent)}'`,
  ),
);

const blockLine = fc.tuple(
  fc.integer({ min: 0, max: 3 }),
  mostly(['', 'a', 'b c', '# h', '- d', 'k: v', 'f '], ['\te', '    ']),
);
const blocks: fc.Arbitrary<Written> = fc
  .tuple(
    mostly(['|', '|-', '|+', '>', '>-', '>+', '|2', '|2-', '|1+', '>2'], ['| # c']),
    fc.integer({ min: 1, max: 3 }),
    fc.array(fc.tuple(rarely, blockLine), { maxLength: 5 }),
  )
  .map(([header, deeper, lines]) => (indent) => {
    // Most lines begin in the same column; a blank one may have any number of spaces.
    const column = (odd: boolean, more: number, text: string): string =>
      pad(text === '' ? more * deeper : indent + deeper + (odd ? more : 0));
    return [header, ...lines.map(([odd, [more, text]]) => column(odd, more, text) + text)].join('\n');
  });

const between = fc.constantFrom<(indent: number) => string>(
  () => '',
  () => ' ',
  (indent) => `\n${pad(indent + 1)}`,
  (indent) => `\n${pad(indent + 2)}# h\n${pad(indent + 3)}`,
);
const flowKey = mostly(['a', '"b c"', "'d'", '1', 'x-y'], ['<<', '~', 'e:f']);
const { flow } = fc.letrec<{ flow: Written }>((tie) => ({
  flow: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word.map(
      (text): Written =>
        () =>
          text,
    ),
    quoted,
    fc.tuple(fc.array(fc.tuple(between, tie('flow'), between), { maxLength: 3 }), fc.constantFrom(']', ',]', ' ]')).map(
      ([members, close]): Written =>
        (indent) =>
          `[${members.map(([before, text, behind]) => before(indent) + text(indent) + behind(indent)).join(',')}${close}`,
    ),
    fc.array(fc.tuple(between, flowKey, mostly([': ', ':  '], [':']), tie('flow'), between), { maxLength: 3 }).map(
      (members): Written =>
        (indent) =>
          `{${members
            .map(([before, key, colon, text, behind]) => before(indent) + key + colon + text(indent) + behind(indent))
            .join(',')}}`,
    ),
  ),
}));

const key = fc.constantFrom('a', 'items', 'x.y/z', '"b c"', "'d'", '8080', '.e', '/f', 'on', '010', 'g-h');
const ending = fc.constantFrom('', ' ', ' # c', '\n', '\n# c', '\n\n   # c');
const { block } = fc.letrec<{ block: Written }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc
      .tuple(fc.oneof(words(word), quoted, blocks, flow), fc.constantFrom(' ', '  ', '\n'), ending)
      .map(([text, before, behind]): Written => (indent) => {
        const fresh = before === '\n' ? `\n${pad(indent + 2)}` : before;
        return `${fresh}${text(indent)}${behind}\n`;
      }),
    fc.constantFrom('', ' ', ' # c').map(
      (text): Written =>
        () =>
          `${text}\n`,
    ),
    fc
      .tuple(fc.array(fc.tuple(key, tie('block'), fc.boolean()), { minLength: 1, maxLength: 3 }), fc.nat(1))
      .map(([members, more]): Written => (indent) => {
        const column = indent + 1 + more;
        return `\n${members.map(([name, text]) => `${pad(column)}${name}:${text(column)}`).join('')}`;
      }),
    fc
      .tuple(fc.array(tie('block'), { minLength: 1, maxLength: 3 }), fc.nat(2))
      .map(([members, more]): Written => (indent) => {
        const column = indent + more;
        return `\n${members.map((text) => `${pad(column)}-${text(column)}`).join('')}`;
      }),
    // "- key: x" and "- - x": the collection begins behind the dash.
    fc.tuple(key, tie('block'), tie('block')).map(([name, first, second]): Written => (indent) => {
      const column = indent + 2;
      return `\n${pad(indent)}- ${name}:${first(column)}${pad(column)}b:${second(column)}${pad(indent)}- -${first(column)}`;
    }),
  ),
}));

/** Documents as people and tools write them, and as they should not. */
export const styled: fc.Arbitrary<string> = fc
  .array(fc.tuple(key, block), { minLength: 1, maxLength: 3 })
  .map((members) => members.map(([name, text]) => `${name}:${text(0)}`).join(''));
