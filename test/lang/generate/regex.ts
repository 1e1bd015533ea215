import type { Random } from './random.ts';
import { mutate, ODD, soup } from './random.ts';

const ATOMS = [
  'a',
  'b',
  'foo',
  '.',
  'é',
  '😀',
  '\\.',
  '\\d',
  '\\D',
  '\\w',
  '\\W',
  '\\s',
  '\\S',
  '\\b',
  '\\B',
  '^',
  '$',
  '\\A',
  '\\z',
  '\\n',
  '\\t',
  '\\x41',
  '\\x{1F600}',
  '\\101',
  '\\_',
  '\\-',
  '/',
  ':',
  '-',
  '\n',
];
const RARE = [
  '\\Z',
  '\\C',
  '\\1',
  '\\8',
  '\\h',
  '\\e',
  '\\cA',
  '\\xg',
  '\\x{110000}',
  '\\x{}',
  '\\x4',
  '\\08',
  '\\q',
  '\\é',
  '\\',
  '{',
  '}',
  ']',
  '{1',
  '{,2}',
  'x{0}',
  '\\E',
  '\\Qa.b\\E',
  '\\Qa',
  '\\G',
  '\\R',
  '\\K',
  '\\0',
  '\\07777',
  '\\a\\f\\v\\r',
  '\\p',
  '\\pX',
  '\\p{',
  '\\p{}',
  '\\P',
  '\\x',
  '{{}}',
  '$1',
];
const CLASSES = [
  '\\pN',
  '\\p{Greek}',
  '\\P{Lu}',
  '\\p{^L}',
  '\\pL',
  '\\p{Any}',
  '\\p{greek}',
  '\\p{Foo}',
  '\\p{Assigned}',
  '\\p{Ascii}',
  '\\p{L&}',
  '\\p{LC}',
  '\\p{Cn}',
  '\\p{Letter}',
  '\\p{Han}',
  '\\p{Kawi}',
  '\\p{ L}',
  '\\p{Cs}',
  '\\p{Co}',
  '\\p{C}',
  '\\p{Zs}',
  '\\p{Nag_Mundari}',
  '\\p{Garay}',
];
const IN_CLASS = [
  'a',
  'z',
  'a-z',
  '0-9',
  'é',
  '\\d',
  '\\w',
  '\\]',
  '\\-',
  '-',
  '^',
  '[:alpha:]',
  '[:^digit:]',
  '[:word:]',
  '[:foo:]',
  '[:alpha',
  '\\pN',
  '\\p{Greek}',
  '\\n',
  'z-a',
  'a-\\d',
  '[',
  '.',
  '\\b',
  '\\x41-\\x5a',
  '\\Q',
  '&&',
  '--',
  ' ',
  '\\101',
  '😀',
  'А-я',
  '\\B',
];
const REPEATS = [
  '*',
  '+',
  '?',
  '*?',
  '+?',
  '??',
  '{2}',
  '{2,}',
  '{0,3}',
  '{1,2}?',
  '{0}',
  '{3,2}',
  '{1000}',
  '{1001}',
  '{,3}',
  '**',
  '++',
  '{2}{3}',
  '{999999999999}',
  '{01}',
  '{1,1001}',
  '{ 1}',
  '{500}',
];
const OPENERS = ['(', '(?:', '(?i:', '(?i)(', '(?P<n>', '(?<m>', '(?P<n>', '(?-s:', '(?s-i:', '(?U:', '(?m:', '(?sm)('];
const BAD_OPENERS = [
  '(?=',
  '(?!',
  '(?<=',
  '(?<!',
  '(?>',
  '(?#',
  '(?P=n)(',
  '(?P<>',
  '(?P<a-b>',
  '(?P<é>',
  "(?'n'",
  '(?i',
  '(?-:',
  '(?',
  '(?--i:',
  '(?x:',
  '(?P',
  '(?<1>',
  '(?i-:',
  '(?|',
  '(?R)(',
];
const PARTS = [
  ...ATOMS,
  ...RARE,
  ...CLASSES,
  ...REPEATS,
  ...OPENERS,
  ...BAD_OPENERS,
  ')',
  '|',
  '[',
  ']',
  '[^',
  '(?i)',
  '(?-i)',
  ...ODD,
];

const CORNERS =
  'a [ ] ^ - ( ) | * + ? {2} { } , \\ \\d \\p{L} [: :] [:alpha:] (?: (?i) (?P<n> \\Q \\E . $ \\] [^ \\x 0 1'.split(' ');

/** A regular expression, mostly valid RE2. */
export function regex(random: Random): string {
  if (random.chance(0.12)) return soup(random, CORNERS, '');
  const text = alternatives(random, 2);
  return random.chance(0.3) ? mutate(random, text, PARTS) : text;
}

function alternatives(random: Random, depth: number): string {
  const list = random.some(1, random.chance(0.25) ? 3 : 1, () => sequence(random, depth));
  return list.join('|');
}

function sequence(random: Random, depth: number): string {
  return random
    .some(random.chance(0.1) ? 0 : 1, 4, () => {
      const atom = atomOf(random, depth);
      return random.chance(0.35) ? atom + random.pick(random.chance(0.8) ? REPEATS.slice(0, 9) : REPEATS) : atom;
    })
    .join('');
}

function atomOf(random: Random, depth: number): string {
  const dice = random.next();
  if (dice < 0.03) return random.pick(RARE);
  if (dice < 0.09) return random.pick(CLASSES);
  if (dice < 0.2)
    return `[${random.chance(0.25) ? '^' : ''}${random.some(1, 4, () => random.pick(IN_CLASS)).join('')}]`;
  if (dice < 0.4 && depth > 0)
    return `${random.pick(random.chance(0.95) ? OPENERS : BAD_OPENERS)}${alternatives(random, depth - 1)})`;
  if (dice < 0.45) return random.pick(['.*', '.+', '(.*)', '(.+)', '([^:]+)(?::\\d+)?']);
  return random.pick(ATOMS);
}

const SUBJECT = [
  '',
  'a',
  'b',
  'foo',
  'A',
  'z',
  '0',
  '.',
  '-',
  '_',
  ':',
  'é',
  'É',
  '😀',
  '\n',
  ' ',
  'α',
  'K',
  'ſ',
  'ab',
  'aab',
  '10.0.0.1:9090',
  'foo.b',
  'a.b',
  '世',
  'x',
  ']',
  '\\',
  'İ',
  'ß',
];

/** A text to match, made of what the patterns are made of. */
export const subject = (random: Random): string => random.some(0, 4, () => random.pick(SUBJECT)).join('');
