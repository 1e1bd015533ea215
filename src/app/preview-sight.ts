import type { Answer, DashboardNow, DashboardSpec, PanelNow, ProfileVariant, Sample } from '../model/index.ts';

/** Why a preview's empty panels say nothing. `of`: which panels. */
interface Blind {
  readonly of: 'recorded' | 'all';
  readonly detail: string;
  readonly next: string;
}

function recordsOf({ rules }: ProfileVariant): readonly string[] {
  return rules.flatMap((group) => group.rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])));
}

function sightQueries(variant: ProfileVariant): Readonly<Record<'recorded' | 'ran' | 'scraped', readonly string[]>> {
  const records = recordsOf(variant);
  const series = variant.expectations.flatMap((each) => (each.kind === 'series-present' ? [each] : []));
  const detected = variant.detect.flatMap((each) => (each.by === 'metric' ? [each.name] : []));
  const count = (expr: string): string => `count(${expr})`;
  return {
    recorded: records.length === 0 ? [] : [count(`{__name__=~"${records.join('|')}"}`)],
    // Without a run nothing is recorded, rules or not; nor is it before the rules are evaluated again.
    ran: series
      .filter(({ pendingUntil }) => pendingUntil !== undefined)
      .map(({ query }) => count(`max_over_time((${query})[1m:30s] offset 2m)`)),
    scraped: [...series.map(({ query }) => query), ...detected].map(count),
  };
}

/** Do the rules, or all of the application, lack in this Prometheus? undefined: no, or it did not say. */
export async function blindness(
  variant: ProfileVariant,
  title: string,
  ask: (queries: readonly string[]) => Promise<(expr: string) => Answer<readonly Sample[]>>,
): Promise<Blind | undefined> {
  const { recorded, ran, scraped } = sightQueries(variant);
  if (recorded.length === 0) return undefined;
  const answers = await ask([...new Set([...recorded, ...ran, ...scraped])]);
  const none = (expr: string): boolean => {
    const answer = answers(expr);
    return answer.kind === 'ok' && answer.value.length === 0;
  };
  const some = (expr: string): boolean => {
    const answer = answers(expr);
    return answer.kind === 'ok' && answer.value.length > 0;
  };
  if (!recorded.every(none)) return undefined;
  if (scraped.every(none))
    return {
      of: 'all',
      detail: `nothing of ${title} is scraped here.`,
      next: 'promwire setup wires it in, promwire check shows why it has no effect.',
    };
  if (!ran.some(some)) return undefined;
  return {
    of: 'recorded',
    detail: 'the rules of promwire are not loaded in this Prometheus: panels that rest on them are empty.',
    next: 'promwire setup makes them.',
  };
}

/** The same preview, in which an empty panel that means nothing is unknown. `chosen`: a variable was set, and by nothing proven. */
export function withBlind(
  now: DashboardNow,
  blind: Blind,
  {
    spec,
    variant,
    chosen,
  }: { readonly spec: DashboardSpec; readonly variant: ProfileVariant; readonly chosen: boolean },
): DashboardNow {
  const made = [...recordsOf(variant), 'ALERTS'];
  const byRules = (row: number, panel: number): boolean =>
    (spec.rows[row]?.panels[panel]?.queries ?? []).some(({ expr }) => made.some((name) => expr.includes(name)));
  const rests = (row: number, panel: number): boolean => blind.of === 'all' || chosen || byRules(row, panel);
  // A number that rests on rules that are not there is what its query fills in: 0 alerts.
  const filledIn = ({ kind, content }: PanelNow, row: number, at: number): boolean =>
    kind === 'stat' && content.shows === 'values' && byRules(row, at);
  const seen = (panel: PanelNow, row: number, at: number): PanelNow =>
    (panel.content.shows === 'nothing' && rests(row, at)) || filledIn(panel, row, at)
      ? { ...panel, content: { shows: 'unknown', detail: blind.detail, next: blind.next } }
      : panel;
  return {
    ...now,
    rows: now.rows.map((row, r) => ({ ...row, panels: row.panels.map((panel, p) => seen(panel, r, p)) })),
  };
}
