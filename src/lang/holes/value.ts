/*
 * Values that a person may set later. Where one is known it is a number or a text; else it is a hole, a text that
 * `filled` replaces: `<%objective%>`, `<%14.4*(1-objective)%>`, `<%failingFor|duration%>`.
 */

/** A value that is not known yet, as it is written in a text. */
export type Hole = `<%${string}%>`;

export type Value = number | Hole;
export type Known = Readonly<Record<string, number | string>>;

export const hole = (expression: string): Hole => `<%${expression}%>`;

export const isHole = (value: unknown): value is Hole => typeof value === 'string' && /^<%.*%>$/.test(value);

/** The hole, printed in a format of `filled`. */
export const formatted = (open: Hole, format: string): Hole => hole(`${open.slice(2, -2)}|${format}`);

/** What arithmetic yields is printed with this many digits: 1 - 0.99 is 0.01. */
const DIGITS = 6;

/**
 * The number of an expression of numbers, names, `+ - * /` and parentheses, or the one text that a name alone stands
 * for. Throws Error for anything else: expressions are written by profiles, never by users.
 */
export function evaluate(expression: string, known: Known): number | string {
  const [name] = /^[A-Za-z][\w.]*$/.exec(expression) ?? [];
  if (name !== undefined) return lookUp(name, known);
  const tokens = expression.match(/[A-Za-z][\w.]*|\d+(?:\.\d+)?|[-+*/()]/g) ?? [];
  if (tokens.join('') !== expression.replaceAll(/\s/g, '')) throw new Error(`${expression}: cannot be read`);
  let at = 0;
  const atom = (): number => {
    const token = tokens[at++] ?? '';
    if (token === '(') {
      const inner = sum();
      if (tokens[at++] !== ')') throw new Error(`${expression}: a parenthesis is open`);
      return inner;
    }
    const value = /^\d/.test(token) ? Number(token) : lookUp(token, known);
    if (typeof value !== 'number') throw new Error(`${expression}: ${token} is not a number`);
    return value;
  };
  const product = (): number => {
    let value = atom();
    while (tokens[at] === '*' || tokens[at] === '/') value = tokens[at++] === '*' ? value * atom() : value / atom();
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-')
      value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const value = sum();
  if (at < tokens.length) throw new Error(`${expression}: cannot be read`);
  return Number(value.toPrecision(DIGITS));
}

function lookUp(name: string, known: Known): number | string {
  const value = Object.hasOwn(known, name) ? known[name] : undefined;
  if (value === undefined) throw new Error(`no value of ${name}`);
  return value;
}

/** The value of an expression: its number where all that it names is known, else a hole. */
export function computed(expression: string, values: Readonly<Record<string, unknown>>): Value {
  const names = expression.match(/[A-Za-z][\w.]*/g) ?? [];
  if (names.some((name) => isHole(values[name]))) return hole(expression);
  return Number(evaluate(expression, values as Known));
}
