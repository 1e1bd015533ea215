const FURTHEST = 2;
/** A name of Kubernetes, with its namespace. */
const LONGEST = 320;

/** The candidate that differs by at most two letters (one, of a word of three), or starts the same way. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < 3) return undefined;
  const scored = candidates
    // What differs in length by more is further away; what is longer than any name is not compared.
    .filter(({ length }) => Math.abs(length - word.length) <= FURTHEST && length <= LONGEST)
    .map((candidate) => ({ candidate, distance: distance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = scored;
  if (best && best.distance <= Math.min(FURTHEST, word.length - 2)) return best.candidate;
  return candidates.find((candidate) => candidate.startsWith(word) || word.startsWith(candidate));
}

/** The only candidate that is one letter away, two in a row exchanged, or other letters' cases; undefined also where two are. */
export function onlySlip(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < 3) return undefined;
  const [first, more] = candidates.filter((candidate) => isOneEdit(word.toLowerCase(), candidate.toLowerCase()));
  return more === undefined ? first : undefined;
}

function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [rest, other] = [a.slice(at), b.slice(at)];
  if (a.length !== b.length) return rest.slice(1) === other || rest === other.slice(1);
  const isSwapped = rest.slice(0, 2) === `${other[1] ?? ''}${other[0] ?? ''}`;
  return rest.slice(1) === other.slice(1) || (isSwapped && rest.slice(2) === other.slice(2));
}

/** Levenshtein distance; words are short. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(
        Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
