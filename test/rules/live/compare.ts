/** What Prometheus answered about a play, beside what the play's own state wants. */
import type { Evaluations, Limits } from './given.ts';
import type { Expected } from './reference.ts';
import type { Scrape } from './sight.ts';
import { type Answer, statsAt } from './stats.ts';

/** Everything that Prometheus answers about the play. */
export interface Seen {
  readonly pods: readonly (readonly Scrape[])[];
  readonly evaluations: Evaluations;
  readonly moments: readonly number[];
  /** Alerts that fire at each moment, as the model names them. */
  readonly firing: readonly (readonly string[])[];
  readonly stats: ReadonlyMap<string, readonly Answer[]>;
}

/** Minute and second of the play. */
const played = (at: number, { begun, scale }: Limits): string => {
  const all = Math.floor(((at - begun) / 1000) * scale);
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')}`;
};

/** What is wrong, one line for each alert or number and the first moment of each time that it is. */
export function mistakes(seen: Seen, expected: Expected, limits: Limits): readonly string[] {
  const lines: string[] = [];
  let before = new Set<string>();
  for (const [index, at] of seen.moments.entries()) {
    const wanted = expected.firing(at);
    const fires = new Set(seen.firing[index]);
    const wrong = [
      ...[...fires].filter((alert) => !wanted.has(alert)).map((alert) => [alert, `${alert} fires, and should not`]),
      ...[...wanted]
        .filter(([alert, verdict]) => verdict === 'yes' && !fires.has(alert))
        .map(([alert]) => [alert, `${alert} does not fire, and should`]),
      ...Object.entries(statsAt(at, { pods: seen.pods, expected, objective: limits.objective })).flatMap(
        ([title, { right, wanted: values }]) => {
          const answer = seen.stats.get(title)?.[index] ?? null;
          return right(answer) ? [] : [[title, `“${title}” shows ${answer ?? 'nothing'}, not ${values}`]];
        },
      ),
    ] as const;
    for (const [what, text] of wrong) if (!before.has(what!)) lines.push(`${played(at, limits)} ${text}`);
    before = new Set(wrong.map(([what]) => what!));
  }
  return lines;
}
