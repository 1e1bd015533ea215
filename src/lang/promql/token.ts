/** A token of an expression. `kind` is the punctuation itself, a keyword in lower case, or one of the names below. */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export const IDENTIFIER = 'identifier';
/** A name with a colon, as of a recording rule. */
export const METRIC = 'metric name';
export const STRING = 'string';
export const NUMBER = 'number';
export const DURATION = 'duration';
/** One of Grafana's variables where a duration belongs: `$__range`. */
export const VARIABLE = 'variable';
export const END = 'end of input';
/** The text of this token is the lexer's message. */
export const ERROR = 'error';

/** Operators of arithmetic, comparison and sets, with how tightly they bind. Only `^` binds to the right. */
export const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['or', 1],
  ['and', 2],
  ['unless', 2],
  ...['==', '>=', '>', '<', '<=', '!=', '</', '>/'].map((op) => [op, 3] as const),
  ['+', 4],
  ['-', 4],
  ...['*', '/', '%', 'atan2'].map((op) => [op, 5] as const),
  ['^', 6],
]);
export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<=', '<', '>=', '>']);
export const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

/** Those that take a parameter before the vector, with its type. */
export const AGGREGATOR_PARAMETERS: ReadonlyMap<string, 'scalar' | 'string'> = new Map([
  ['topk', 'scalar'],
  ['bottomk', 'scalar'],
  ['count_values', 'string'],
  ['quantile', 'scalar'],
  ['limitk', 'scalar'],
  ['limit_ratio', 'scalar'],
]);
export const EXPERIMENTAL_AGGREGATORS: ReadonlySet<string> = new Set(['limitk', 'limit_ratio']);
export const AGGREGATORS: ReadonlySet<string> = new Set([
  ...['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar'],
  ...AGGREGATOR_PARAMETERS.keys(),
]);

/** Words that are functions when a parenthesis follows, and the words of duration expressions. */
export const PREPROCESSORS: ReadonlySet<string> = new Set(['start', 'end', 'step', 'range', 'max_of', 'min_of']);
export const FILLS: ReadonlySet<string> = new Set(['fill', 'fill_left', 'fill_right']);
const MODIFIERS = ['offset', 'smoothed', 'anchored', 'by', 'on', 'ignoring', 'group_left', 'group_right', 'bool'];

export const KEYWORDS: ReadonlySet<string> = new Set([
  ...['and', 'or', 'unless', 'atan2', 'without'],
  ...MODIFIERS,
  ...AGGREGATORS,
  ...PREPROCESSORS,
  ...FILLS,
]);

/** Keywords that may be the name of a metric. */
export const METRIC_WORDS: ReadonlySet<string> = new Set([
  ...['and', 'or', 'unless', 'by', 'without', 'offset', 'anchored', 'smoothed'],
  ...AGGREGATORS,
  ...PREPROCESSORS,
  ...FILLS,
]);

/** Keywords that may be a label inside by(), without(), on(), ignoring(), group_left(), group_right(). */
export const LABEL_WORDS: ReadonlySet<string> = new Set([
  ...['and', 'or', 'unless', 'atan2'],
  ...MODIFIERS,
  ...AGGREGATORS,
  ...PREPROCESSORS,
  ...FILLS,
]);
