import type { Random } from './random.ts';
import { mutate, ODD, soup } from './random.ts';

const FUNCTIONS = [
  'humanize',
  'humanizeDuration',
  'query',
  'first',
  'value',
  'label',
  'printf',
  'len',
  'index',
  'and',
  'not',
  'eq',
  'reReplaceAll',
  'toUpper',
  'externalURL',
  'pathPrefix',
  'args',
  'nosuch',
  'tmpl',
  'now',
  'stripDomain',
  'urlQueryEscape',
  'call',
  'slice',
  'Humanize',
  'toJson',
];
const VARIABLES = [
  '$labels',
  '$value',
  '$externalLabels',
  '$externalURL',
  '$',
  '$x',
  '$y',
  '$undefined',
  '$labels.instance',
  '$value.x',
  '$.Labels',
  '$_',
  '$é',
  '$1',
];
const CONSTANTS = [
  '"a"',
  '"\\n"',
  '"\\d"',
  '`raw\\d`',
  "'x'",
  "'\\n'",
  "'ab'",
  "''",
  '1',
  '-1.5',
  '0x1F',
  '1e3',
  '1_000',
  '08',
  '0b11',
  '1+2i',
  '3i',
  '1e400',
  '99999999999999999999',
  'true',
  'false',
  'nil',
  '.',
  '+5',
  '0x1p-2',
  '1.',
  '"unterminated',
  "'\\''",
  '"\\""',
  '0o17',
  '"\\x41"',
  '"\\u00zz"',
  '1i+2',
  '1+2',
  '"\n"',
  '1_',
  '0x',
  "'\\xff'",
  '-0',
  '1p4+2i',
  '0x1+2i',
  '18446744073709551615',
  '.5',
  '-.5i',
  "'😀'",
  "'\\u00e9'",
];
const FIELDS = [
  '.Labels',
  '.Value',
  '.Labels.instance',
  '.ExternalLabels.cluster',
  '.Nosuch',
  '.a.b.c',
  '.é',
  '.1',
  '.a-b',
];
const PARTS = [
  '{{',
  '}}',
  '{{-',
  '-}}',
  '{{- ',
  ' -}}',
  '{{/*',
  '*/}}',
  '{{end}}',
  '{{else}}',
  '{{if .}}',
  '{{range $i, $x := .}}',
  '{{else if .}}',
  '{{break}}',
  ':=',
  '=',
  '|',
  ',',
  '(',
  ')',
  '.',
  '$',
  '"',
  '`',
  "'",
  ' ',
  '\n',
  '{',
  '}',
  '%',
  '!',
  '\\',
  ...ODD,
  ...FUNCTIONS,
  ...VARIABLES,
  ...CONSTANTS,
];

const CORNERS =
  '{{ }} {{- -}} {{/* */}} {{if .}} {{else}} {{end}} {{range .}} {{break}} {{define "x"}} {{block "y" .}} {{template "x"}} {{with .}} {{else if .}} {{else with .}} $x := = | ( ) . .a $labels "s" 1 , text nil true len'.split(
    ' ',
  );

/** A label or annotation as people write them, with every action that text/template has. */
export function template(random: Random): string {
  if (random.chance(0.12)) return soup(random, CORNERS, random.pick(['', ' ']));
  const text = list(random, 2);
  return random.chance(0.35) ? mutate(random, text, PARTS) : text;
}

function list(random: Random, depth: number): string {
  return random
    .some(1, 3, () =>
      random.chance(0.4) ? random.pick(['text ', 'on {x}', '\n', ' ', 'é', '}}', '{', '']) : action(random, depth),
    )
    .join('');
}

const open = (random: Random): string => random.pick(['{{', '{{', '{{ ', '{{- ', '{{-']);
const close = (random: Random): string => random.pick(['}}', '}}', ' }}', ' -}}', '-}}']);

function wrap(random: Random, inner: string): string {
  return `${open(random)}${inner}${close(random)}`;
}

function action(random: Random, depth: number): string {
  const dice = random.next();
  if (depth <= 0 || dice < 0.55) return wrap(random, pipeline(random, 2));
  if (dice < 0.6)
    return random.pick([
      '{{/* note */}}',
      '{{- /* note */ -}}',
      '{{/* open }}',
      '{{ /* late */}}',
      '{{/* a */ }}',
      '{{/*x*/-}}',
    ]);
  const body = (): string => list(random, depth - 1);
  const end = wrap(random, random.chance(0.97) ? 'end' : random.pick(['end x', 'fi', '']));
  if (dice < 0.64) return wrap(random, `template ${random.pick(['"x"', '`x`', 'x', '"x" .', '"x" $y := 1', ''])}`);
  if (dice < 0.68)
    return `{{define ${random.pick(['"x"', '"x"', '`y`', 'x', '"__alert_A"', '"\\q"'])}}}${random.chance(0.5) ? body() : ''}${end}`;
  if (dice < 0.72) return `{{block ${random.pick(['"x" .', '"b" $labels', '"x"', 'x .'])}}}${body()}${end}`;
  if (dice < 0.75) return wrap(random, random.pick(['break', 'continue', 'break 1', 'else', 'end', 'define "z"']));
  const word = random.pick(['if', 'if', 'range', 'with', 'range']);
  const declared =
    word === 'range'
      ? random.pick(['', '', '$x := ', '$x, $y := ', '$x, ', '$x, $y, $z := ', '$x, $y = ', '$x,1 '])
      : random.pick(['', '', '', '$x := ', '$x = ', '$x, $y := ']);
  const otherwise = random.chance(0.4)
    ? `${wrap(random, random.pick(['else', 'else', `else ${word} ${pipeline(random, 1)}`, 'else if true', 'else with .', 'else range .', 'else x', 'elseif']))}${body()}`
    : '';
  return `${wrap(random, `${word} ${declared}${pipeline(random, 1)}`)}${body()}${otherwise}${end}`;
}

function pipeline(random: Random, depth: number): string {
  const declared = random.chance(0.06) ? random.pick(['$x := ', '$y:=', '$labels = ', '$x , ', '$x ']) : '';
  return (
    declared + random.some(1, random.chance(0.3) ? 3 : 1, () => command(random, depth)).join(random.pick([' | ', '|']))
  );
}

function command(random: Random, depth: number): string {
  const count = random.chance(0.4) ? 2 : 0;
  const first = random.chance(0.45)
    ? random.pick(FUNCTIONS.slice(0, random.chance(0.9) ? 17 : 26))
    : operand(random, depth);
  return [first, ...random.some(0, count, () => operand(random, depth))].join(random.chance(0.95) ? ' ' : '  ');
}

function operand(random: Random, depth: number): string {
  const dice = random.next();
  if (dice < 0.08) return random.pick(['$x', '$y', '$x', '$x.job']);
  if (dice < 0.4) return random.pick(random.chance(0.8) ? VARIABLES.slice(0, 5) : VARIABLES);
  if (dice < 0.55) return random.pick(random.chance(0.85) ? FIELDS.slice(0, 6) : FIELDS);
  if (dice < 0.65 && depth > 0) return `(${pipeline(random, depth - 1)})${random.chance(0.2) ? '.Value' : ''}`;
  return random.pick(random.chance(0.6) ? ['"a"', '1', '`b`', 'true', '.', '"%.2f"'] : CONSTANTS);
}
