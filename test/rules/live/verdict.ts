/** What can be said of a moment that may lie within one scrape or one evaluation of an edge. */

/** `either`: both answers are right. */
export type Verdict = 'yes' | 'no' | 'either';

/** Whether something holds of a value that is one of these. */
export function verdict<T>(values: Iterable<T>, holds: (value: T) => boolean): Verdict {
  const answers = new Set([...values].map(holds));
  if (answers.size === 0) return 'no';
  return answers.size > 1 ? 'either' : answers.has(true) ? 'yes' : 'no';
}

export const not = (one: Verdict): Verdict => (one === 'yes' ? 'no' : one === 'no' ? 'yes' : 'either');
export const and = (...all: readonly Verdict[]): Verdict =>
  all.includes('no') ? 'no' : all.includes('either') ? 'either' : 'yes';
export const or = (...all: readonly Verdict[]): Verdict => not(and(...all.map(not)));
/** What is true when any of some readings may be the right one. */
export const anyOf = (readings: readonly Verdict[]): Verdict =>
  readings.every((one) => one === readings[0]) ? (readings[0] ?? 'no') : 'either';

const between = (least: readonly boolean[], most: readonly boolean[]): readonly Verdict[] =>
  least.map((one, index) => (one === most[index] ? (one ? 'yes' : 'no') : 'either'));

interface Pace {
  /** Milliseconds that a condition must hold until its alert fires. */
  readonly after: number;
  /** Milliseconds that the alert goes on when the condition no longer holds. */
  readonly keeps?: number;
}

function firesBy(
  condition: readonly boolean[],
  times: readonly number[],
  { after, keeps = 0 }: Pace,
): readonly boolean[] {
  let [since, over] = [-1, -1];
  let firing = false;
  return condition.map((holds, index) => {
    const now = times[index]!;
    if (holds) {
      over = -1;
      since = since === -1 ? now : since;
      firing ||= now - since >= after;
      return firing;
    }
    over = over === -1 ? now : over;
    firing &&= now - over < keeps;
    if (!firing) since = -1;
    return firing;
  });
}

/** Whether an alert fires at each of some times by its condition at these times: the most and the least it can. */
export const fires = (condition: readonly Verdict[], times: readonly number[], pace: Pace): readonly Verdict[] =>
  between(
    firesBy(
      condition.map((one) => one === 'yes'),
      times,
      pace,
    ),
    firesBy(
      condition.map((one) => one !== 'no'),
      times,
      pace,
    ),
  );

/** At each time what holds at least and at most; null: nothing is known. */
export interface Known {
  readonly least: boolean | null;
  readonly most: boolean | null;
}

function lastsBy(
  known: readonly (boolean | null)[],
  times: readonly number[],
  { ms, bridge }: { readonly ms: number; readonly bridge: number },
): readonly boolean[] {
  let [since, last] = [-1, -1];
  return known.map((holds, index) => {
    const now = times[index]!;
    if (holds === null) return false;
    if (!holds || (last !== -1 && now - last >= bridge)) since = -1;
    last = now;
    if (holds && since === -1) since = now;
    return holds && now - since >= ms;
  });
}

/** Whether something has lasted for `ms` at each time. Nothing known for less than `bridge` does not begin it anew. */
export const lasts = (
  known: readonly Known[],
  times: readonly number[],
  pace: { readonly ms: number; readonly bridge: number },
): readonly Verdict[] =>
  between(
    lastsBy(
      known.map(({ least }) => least),
      times,
      pace,
    ),
    lastsBy(
      known.map(({ most }) => most),
      times,
      pace,
    ),
  );
