import type { Random } from './random.ts';
import { mutate, ODD, soup } from './random.ts';
import { regex } from './regex.ts';

export const FEATURES = [
  'promql-experimental-functions',
  'promql-duration-expr',
  'promql-extended-range-selectors',
  'promql-binop-fill-modifiers',
];

const WORDS = (
  'and or unless atan2 sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio ' +
  'offset smoothed anchored by without on ignoring group_left group_right fill fill_left fill_right bool start end step ' +
  'range max_of min_of inf nan NaN Inf SUM Offset BY AND Start Step'
).split(' ');
const NAMES = [
  'up',
  'foo',
  'bar',
  'http_requests_total',
  'job:rate5m',
  ':x',
  '_y',
  'a1',
  'le',
  'instance',
  'job',
  '__name__',
];
const SCALARS = [
  '1',
  '0',
  '-3',
  '2.5',
  '1e3',
  '.5',
  '5.',
  '0x1F',
  '1_000',
  'Inf',
  'NaN',
  '5m',
  '1h30m',
  '+4',
  '08',
  '1e-9',
];
const BAD_NUMBERS = [
  '0x',
  '1__0',
  '1e',
  '1.2.3',
  '0b1',
  '1e400',
  '5m1h',
  '1y2y',
  '10yy',
  '1.5h',
  '0xg',
  '1_',
  '_1',
  '0x1e2e3',
  '0x12e2e',
  '99999999999999999999',
  '300y',
  '9223372036s',
];
const OPERATORS = ['+', '-', '*', '/', '%', '^', 'atan2'];
const COMPARISONS = ['==', '!=', '<', '>', '<=', '>='];
const SETS = ['and', 'or', 'unless'];
const V_TO_V = ['abs', 'ceil', 'sort', 'timestamp', 'absent', 'histogram_avg', 'sgn', 'rad'];
const M_TO_V = [
  'rate',
  'increase',
  'sum_over_time',
  'absent_over_time',
  'changes',
  'last_over_time',
  'mad_over_time',
  'ts_of_max_over_time',
  'first_over_time',
];
const OTHER = (
  'time pi scalar vector round clamp clamp_max histogram_quantile histogram_fraction histogram_quantiles predict_linear ' +
  'quantile_over_time label_replace label_join day_of_week month year hour info sort_by_label sort_by_label_desc max_of ' +
  'min_of step range start end double_exponential_smoothing holt_winters nosuch deriv'
).split(' ');
const PLAIN_AGGREGATORS = ['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar', 'Sum'];
const PARAMETER_AGGREGATORS = ['topk', 'bottomk', 'quantile', 'limitk', 'limit_ratio', 'count_values'];
const PARTS = [
  ...WORDS,
  ...NAMES,
  ...SCALARS,
  ...BAD_NUMBERS,
  ...ODD,
  ...'(){}[],=!~<>:@"\'`#\\+-*/%^.;$ \n'.split(''),
  '=~',
  '!~',
  '==',
  '</',
  '>/',
  '{}',
  '[5m]',
  '[5m:]',
  '""',
  '\\x',
  '()',
];

/** What the corners of the grammar are made of. */
const CORNERS =
  'foo 1 5m offset @ start() end() step() [ ] ( ) { } , + - * ^ / == bool on(a) ignoring() group_left group_right(b) by (x) sum sum( rate( abs( max_of(1,2) anchored smoothed and or unless "s" [5m] [5m:] [5m:1m] {a="b"} fill(1) atan2 0 -1 time() : start step range'.split(
    ' ',
  );

/** An expression, mostly one that Prometheus takes, in every third case with accidents. */
export function expression(random: Random): string {
  if (random.chance(0.12)) return soup(random, CORNERS, random.pick(['', ' ']));
  const text = of(random, random.pick(['vector', 'vector', 'vector', 'scalar', 'matrix', 'string', 'any']), 4);
  return random.chance(0.35) ? mutate(random, text, PARTS) : text;
}

/** One that is often longer than a line. */
export function longExpression(random: Random): string {
  const text = of(random, random.pick(['vector', 'vector', 'scalar', 'matrix']), random.pick([2, 4, 6]));
  return random.chance(0.1) ? mutate(random, text, PARTS) : text;
}

type Type = 'vector' | 'scalar' | 'matrix' | 'string' | 'any';

function of(random: Random, type: Type, depth: number): string {
  if (type === 'any' || random.chance(0.02))
    return of(random, random.pick(['vector', 'scalar', 'matrix', 'string']), depth);
  const text = depth <= 0 ? leaf(random, type) : inner(random, type, depth - 1);
  if (random.chance(0.03)) return `(${text})`;
  if (random.chance(0.02)) return random.pick([` ${text} `, `${text} # x\n`, `\n${text}`]);
  return text;
}

function leaf(random: Random, type: Type): string {
  if (type === 'scalar') return random.chance(0.05) ? random.pick(BAD_NUMBERS) : random.pick(SCALARS);
  if (type === 'string') return quoted(random, random.pick(['', 'a', 'x y', 'le', '$1', 'é']));
  if (type === 'matrix') return `${selector(random)}[${range(random)}]${modifiers(random)}`;
  return selector(random) + modifiers(random);
}

function quoted(random: Random, text: string): string {
  const quote = random.pick(['"', '"', "'", '`']);
  if (quote === '`') return `\`${text.replaceAll('`', '')}\``;
  let inner = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n');
  if (random.chance(0.08))
    inner += random.pick([
      '\\x41',
      '\\xff',
      '\\377',
      '\\400',
      '\\u00e9',
      '\\ud800',
      '\\U0001F600',
      '\\U00110000',
      '\\q',
      "\\'",
      '\\"',
      '\\xc3\\xa9',
      '\\0',
      '\\7',
      ...ODD,
    ]);
  return quote + inner + quote;
}

function label(random: Random): string {
  if (random.chance(0.06)) return quoted(random, random.pick(['', 'a.b', 'é', 'x']));
  return random.chance(0.1) ? random.pick(WORDS) : random.pick(NAMES);
}

function matchers(random: Random): string {
  const list = random.some(0, 3, () => {
    if (random.chance(0.06)) return quoted(random, random.pick(['up', '', 'a.b']));
    const op = random.pick(['=', '=', '!=', '=~', '!~']);
    const value = op.endsWith('~') ? regex(random) : random.pick(['', 'a', 'é"', '\\']);
    return `${label(random)}${random.chance(0.1) ? ' ' : ''}${op}${quoted(random, value)}`;
  });
  return `{${list.join(random.chance(0.9) ? ',' : ' , ')}${random.chance(0.08) ? ',' : ''}}`;
}

function selector(random: Random): string {
  const name = random.chance(0.1) ? random.pick(WORDS) : random.pick(NAMES);
  if (random.chance(0.5)) return name;
  return random.chance(0.3) ? matchers(random) : name + matchers(random);
}

function duration(random: Random): string {
  if (random.chance(0.75)) return random.pick(['5m', '1h', '30s', '1d12h', '100ms', '1', '2.5', '0', '1y']);
  if (random.chance(0.2)) return random.pick(BAD_NUMBERS);
  const a = duration(random);
  const b = duration(random);
  return random.pick([
    `-${a}`,
    `+${a}`,
    `(${a})`,
    `${a} ${random.pick(OPERATORS.slice(0, 6))} ${b}`,
    'step()',
    'range()',
    `max_of(${a}, ${b})`,
    `min_of(${a},${b})`,
    `--${a}`,
    `-(${a})`,
    `-step()`,
    `(${a} + ${b}) * 2`,
    'STEP()',
    `${a}/0`,
  ]);
}

const range = (random: Random): string => duration(random);

function modifiers(random: Random): string {
  let text = '';
  while (random.chance(0.13))
    text += random.pick([
      ` offset ${duration(random)}`,
      ` offset ${duration(random)}`,
      ` @ ${random.pick(['1609746000', '-1', 'start()', 'end()', '1e300', 'NaN', '5m', 'END()', 'step()', '.5'])}`,
      ' anchored',
      ' smoothed',
    ]);
  return text;
}

function binaryModifiers(random: Random): string {
  const labels = (): string => `(${random.some(0, 2, () => label(random)).join(',')}${random.chance(0.03) ? ',' : ''})`;
  let text = random.chance(0.1) ? ' bool' : '';
  if (random.chance(0.25)) {
    text += ` ${random.pick(['on', 'ignoring'])}${labels()}`;
    if (random.chance(0.4))
      text += ` ${random.pick(['group_left', 'group_right'])}${random.chance(0.6) ? labels() : ''}`;
  }
  if (random.chance(0.06))
    text += random.pick([
      ' fill(0)',
      ' fill_left(1)',
      ' fill_right(-1)',
      ' fill_left(1) fill_right(2)',
      ' fill_right(+1)fill_left (5m)',
      ' fill(1) fill(2)',
      ' fill',
    ]);
  return text;
}

function inner(random: Random, type: Type, depth: number): string {
  const vector = (): string => of(random, 'vector', depth);
  const scalar = (): string => of(random, 'scalar', depth);
  const matrix = (): string => of(random, 'matrix', depth);
  const string = (): string => of(random, 'string', depth);
  if (type === 'string') return leaf(random, type);
  if (type === 'matrix')
    return random.chance(0.6)
      ? leaf(random, type)
      : `${vector()}[${range(random)}:${random.chance(0.5) ? range(random) : ''}]${modifiers(random)}`;
  if (type === 'scalar')
    return random.pick([
      () => leaf(random, 'scalar'),
      () => `${scalar()} ${random.pick(OPERATORS)} ${scalar()}`,
      () => `${scalar()} ${random.pick(COMPARISONS)} bool ${scalar()}`,
      () => `scalar(${vector()})`,
      () => random.pick(['time()', 'pi()', 'step()', 'end()', 'max_of(1, 2)', 'min_of(step(), pi())']),
      () => `-${scalar()}`,
    ])();
  return random.pick([
    () => leaf(random, 'vector'),
    () => `${random.pick(V_TO_V)}(${vector()})`,
    () => `${random.pick(M_TO_V)}(${matrix()})`,
    () => `${random.pick(M_TO_V)}(${matrix()})`,
    () =>
      `${vector()} ${random.pick([...OPERATORS, ...COMPARISONS, ...SETS, '</', '>/'])}${binaryModifiers(random)} ${random.chance(0.7) ? vector() : scalar()}`,
    () => `${scalar()} ${random.pick([...OPERATORS, ...COMPARISONS])}${binaryModifiers(random)} ${vector()}`,
    () => aggregate(random, vector),
    () => `${random.pick(['-', '+', '- '])}${vector()}`,
    () => call(random, { vector, scalar, matrix, string }),
  ])();
}

function aggregate(random: Random, vector: () => string): string {
  const grouping = random.chance(0.5)
    ? `${random.pick(['by', 'without', 'BY'])}${random.chance(0.5) ? ' ' : ''}(${random.some(0, 3, () => label(random)).join(', ')}${random.chance(0.04) ? ',' : ''})`
    : '';
  const parametric = random.chance(0.35);
  const op = random.pick(parametric ? PARAMETER_AGGREGATORS : PLAIN_AGGREGATORS);
  const parameter = !parametric ? '' : op === 'count_values' ? '"v", ' : random.chance(0.9) ? '3, ' : '';
  const body = `(${parameter}${vector()}${random.chance(0.03) ? `, ${vector()}` : ''})`;
  return random.chance(0.5) ? `${op} ${grouping} ${body}` : `${op}${body} ${grouping}`;
}

interface Makers {
  readonly vector: () => string;
  readonly scalar: () => string;
  readonly matrix: () => string;
  readonly string: () => string;
}

const SHAPES: Readonly<Record<string, string>> = {
  time: '',
  pi: '',
  step: '',
  range: '',
  start: '',
  end: '',
  scalar: 'v',
  vector: 's',
  round: 'vs',
  clamp: 'vss',
  clamp_max: 'vs',
  histogram_quantile: 'sv',
  histogram_fraction: 'ssv',
  histogram_quantiles: 'vtss',
  predict_linear: 'ms',
  quantile_over_time: 'sm',
  label_replace: 'vtttt',
  label_join: 'vttt',
  day_of_week: '',
  month: 'v',
  year: '',
  hour: 'v',
  info: 'vv',
  sort_by_label: 'vt',
  sort_by_label_desc: 'vtt',
  max_of: 'ss',
  min_of: 'ss',
  double_exponential_smoothing: 'mss',
  holt_winters: 'mss',
  nosuch: 'v',
  deriv: 'm',
};

function call(random: Random, make: Makers): string {
  const name = random.pick(OTHER);
  let shape = SHAPES[name] ?? 'v';
  if (random.chance(0.12)) shape = shape.slice(0, -1);
  while (random.chance(0.12)) shape += random.pick(['v', 's', 't', 'm']);
  const args = [...shape].map((letter) =>
    letter === 'v' ? make.vector() : letter === 's' ? make.scalar() : letter === 'm' ? make.matrix() : make.string(),
  );
  return `${name}(${args.join(', ')}${random.chance(0.02) ? ',' : ''})`;
}
