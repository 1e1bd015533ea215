/** One performance of cases, side by side in one Prometheus, and what came of it. */
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../bed/wait.ts';
import type { RuleGroup } from '../../../src/model/index.ts';
import { groupsOf } from './inject.ts';
import { play, type Played } from './player.ts';
import { type Notice, type Range, startStage } from './stage.ts';

/** What is sent, evaluated and queried arrives so many steps late, or so many seconds. */
const LATE_STEPS = 3;
const LATE_SECONDS = 1.2;

/** A case on stage: with which rules, and under which name their alerts are looked up. */
export interface Role {
  readonly name: string;
  readonly plays: Played;
  readonly groups: readonly RuleGroup[];
}

export interface Performance {
  /** Of a role: alert -> how many of it fired at each point of its time line. */
  readonly fired: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<number, number>>>;
  readonly notices: readonly Notice[];
  /** Errors of rules. */
  readonly ill: readonly string[];
  /** Roles whose rules were not evaluated, or not given their samples, when they should. */
  readonly late: ReadonlySet<string>;
}

/** Seconds between two points of a role's time line. */
const pace = ({ stepMs }: Played): number => Math.max(0.05, stepMs / 2000);

/** The points of the time line that show a case's time `at`, in seconds; the first as promtool sees it. */
export function pointsOf(one: Played, at: number): readonly number[] {
  const from = at / one.scale;
  const late = Math.max(LATE_SECONDS, (LATE_STEPS * one.stepMs) / 1000);
  const [first, last] = [Math.floor(from / pace(one)), Math.ceil((from + late) / pace(one))];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Name of an alert with its check: `KuberhealthyCheckFailing probes/dns`. */
export function keyOfLabels(labels: Readonly<Record<string, string>>): string {
  const { alertname = '', check, check_namespace: namespace = '' } = labels;
  return check === undefined ? alertname : `${alertname} ${namespace}/${check}`;
}

export async function perform(roles: readonly Role[]): Promise<Performance> {
  const stage = await startStage();
  try {
    const plays = [...new Set(roles.map((role) => role.plays))];
    const begun = Date.now();
    const playing = play(stage.url, plays, begun);
    await stage.load(
      roles.flatMap(({ name, plays: { name: reads, stepMs }, groups }) =>
        groupsOf({ name: reads, writes: name, stepMs, groups }),
      ),
    );
    const behind = await playing;
    await delay(1000 * (LATE_SECONDS + LATE_STEPS));
    const fired = new Map<string, ReadonlyMap<string, ReadonlyMap<number, number>>>();
    for (const { name, plays: one } of roles) {
      const step = pace(one);
      const count = (pointsOf(one, (one.steps * one.stepMs * one.scale) / 1000).at(-1) ?? 0) + 1;
      const { result } = await stage.ask<{ readonly result: readonly Range[] }>('/api/v1/query_range', {
        query: `count by (alertname, check, check_namespace) (ALERTS{alertstate="firing",case="${name}"})`,
        start: String(begun / 1000),
        end: String(begun / 1000 + count * step),
        step: String(step),
      });
      const lines = result.map(({ metric, values }) => {
        const points = values.map(
          ([time, value]) => [Math.round((time - begun / 1000) / step), Number(value)] as const,
        );
        return [keyOfLabels(metric), new Map(points)] as const;
      });
      fired.set(name, new Map(lines));
    }
    const missed = await stage.missed();
    const late = roles.filter(({ name, plays: { name: reads, stepMs } }) => {
      const groups = [...missed].filter(([group, times]) => times > 0 && group.startsWith(`${name} `));
      return groups.length > 0 || (behind.get(reads) ?? 0) > 2 * stepMs;
    });
    const { groups } = await stage.ask<{
      readonly groups: readonly {
        readonly rules: readonly { readonly health: string; readonly lastError?: string }[];
      }[];
    }>('/api/v1/rules', {});
    const ill = groups.flatMap(({ rules }) =>
      rules.filter(({ health }) => health !== 'ok').map(({ health, lastError }) => lastError ?? health),
    );
    // The last notices are still on their way.
    await waitFor(() => stage.quietFor(1500), { what: 'the last notice', timeoutMs: 10_000 });
    return { fired, notices: [...stage.notices], ill, late: new Set(late.map(({ name }) => name)) };
  } finally {
    await stage.stop();
  }
}
