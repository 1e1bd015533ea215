/** Whether a performance shows what a case of the table expects. */
import type { Case } from '../cases/case.ts';
import type { Expected } from '../promtool.ts';
import { keyOfLabels, type Performance, pointsOf } from './performance.ts';
import type { Played } from './player.ts';

const keyOf = ({ alert, check = '' }: Expected): string => `${alert} ${check}`.trim();

/** What fires of a role at a point of its time line, as often as it does. */
function firingAt(role: string, point: number, { fired }: Performance): readonly string[] {
  return [...(fired.get(role) ?? [])]
    .flatMap(([key, points]) => Array.from({ length: points.get(point) ?? 0 }, () => key))
    .toSorted();
}

/** Mistakes as sentences; none where all is as expected. */
export function mistakes(one: Played, of: Case, performance: Performance): readonly string[] {
  const wrongLooks = of.looks.flatMap(({ at, firing }) => {
    const wanted = firing
      .map((expected) => keyOf(expected))
      .toSorted()
      .join(', ');
    const seen = pointsOf(one, at).map((point) => firingAt(one.name, point, performance).join(', '));
    return seen.includes(wanted) ? [] : [`at ${at} s: wanted [${wanted}], seen [${[...new Set(seen)].join('], [')}]`];
  });
  const expected = new Set(of.looks.flatMap(({ firing }) => firing.map((entry) => keyOf(entry))));
  const unexpected = [...(performance.fired.get(one.name)?.keys() ?? [])]
    .filter((key) => !expected.has(key) && !(of.between ?? []).includes(key.split(' ')[0] ?? ''))
    .map((key) => `${key} fires`);
  const last = new Set(of.looks.at(-1)?.firing.map((entry) => keyOf(entry)));
  const untold = [...expected].flatMap((key) => {
    const about = performance.notices.filter(
      ({ labels }) => labels['case'] === one.name && keyOfLabels(labels) === key,
    );
    const has = (wanted: string) => about.some(({ status }) => status === wanted);
    return [
      ...(has('firing') ? [] : [`Alertmanager has not told of ${key}`]),
      ...(last.has(key) || has('resolved') ? [] : [`Alertmanager has not told that ${key} is over`]),
      ...(new Set(about.map(({ fingerprint }) => fingerprint)).size > 1 ? [`Alertmanager knows ${key} twice`] : []),
    ];
  });
  return [...wrongLooks, ...unexpected, ...untold];
}

/** True when at every look as many of each alert fire under `role` as the case wants: labels do not matter. */
export function countsAreRight(
  role: string,
  alerts: readonly string[],
  { one, of }: { readonly one: Played; readonly of: Case },
  performance: Performance,
): boolean {
  return of.looks.every(({ at, firing }) =>
    alerts.every((alert) => {
      const wanted = firing.filter((expected) => expected.alert === alert).length;
      return pointsOf(one, at).some((point) => firingAt(role, point, performance).length === wanted);
    }),
  );
}
