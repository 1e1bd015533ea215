/** Which of the names that are there was meant by one that is not: of metrics, of labels and of their values. */

/** Endings by which a metric is named after its unit or type. */
const ENDINGS = /(?:_(?:total|seconds|milliseconds|bytes|ratio|percent|count|sum|bucket|info))+$/;

/** What makes the opposite of a word, and no slip of the pen. */
const OPPOSITE = /^(?:un|in|im|ir|il|dis|non|de|re)-?$/;

/** The metric that differs by a slip in one word, by the order of its words, or by its unit or `_total`. */
export function nearMetric(name: string, candidates: Iterable<string>): string | undefined {
  const stem = stemOf(name);
  let other: string | undefined;
  for (const candidate of candidates) {
    if (isSlip(name, candidate)) return candidate;
    const isSame = stemOf(candidate) === stem && stem.includes('_');
    if (isSame && (other === undefined || candidate.length < other.length)) other = candidate;
  }
  return other;
}

const stemOf = (name: string): string => name.replace(ENDINGS, '');

/** The label, or value of a label, that differs by a slip in one word or by capitals. */
export function nearWord(word: string, candidates: Iterable<string>): string | undefined {
  for (const candidate of candidates) if (isSlip(word, candidate)) return candidate;
  return undefined;
}

/** Was the one written in place of the other by a slip? Names that differ by a number or by a short word are two names. */
function isSlip(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 2) return false;
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) return true;
  if (a.replaceAll(/\D/g, '') !== b.replaceAll(/\D/g, '')) return false;
  const [words, others] = [a.split(/[^a-z0-9]+/), b.split(/[^a-z0-9]+/)];
  if (words.join('') === others.join('')) return true;
  if (words.length !== others.length) return false;
  const apart = words.flatMap((word, i) => (word === others[i] ? [] : [[word, others[i] ?? ''] as const]));
  const [first] = apart;
  if (apart.length === 1 && first) return isWordSlip(...first);
  return (
    words.length > 2 && apart.length === 2 && words.toSorted(inOrder).join('_') === others.toSorted(inOrder).join('_')
  );
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function isWordSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.endsWith(short) && OPPOSITE.test(long.slice(0, -short.length))) return false;
  const edits = editsBetween(short, long);
  if (edits > 2 || short.length < 2) return false;
  if (edits === 2) return short.length >= 7;
  // "rx" and "tx", "get" and "set" are two words; "up" and "upp" are one.
  return short.length !== long.length || isSwapped(short, long) ? short[0] === long[0] : short.length >= 5;
}

function isSwapped(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, i) => letter !== b[i]);
  return a.slice(at, at + 2) === `${b[at + 1] ?? ''}${b[at] ?? ''}` && a.slice(at + 2) === b.slice(at + 2);
}

/** Letters that are put in, left out, exchanged or in the place of another one; 3 stands for more than two. */
function editsBetween(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > at && endB > at && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const [restA, restB] = [a.slice(at, endA), b.slice(at, endB)];
  if (Math.max(restA.length, restB.length) <= 1) return Math.max(restA.length, restB.length);
  if (restA.length === 2 && restB.length === 2) return restA[0] === restB[1] && restA[1] === restB[0] ? 1 : 2;
  // Two slips further apart: what is between them is the same.
  if (restA.length > 12 || restB.length > 12) return 3;
  const inner = [restA.slice(1), restB.slice(1)] as const;
  const counts = [[restA.slice(1), restB], [restA, restB.slice(1)], inner].map(([x = '', y = '']) => oneEdit(x, y));
  return counts.some(Boolean) ? 2 : 3;
}

/** Do they differ by at most one letter? */
function oneEdit(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [x, y] = [a.slice(at), b.slice(at)];
  return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1) || x === y;
}
