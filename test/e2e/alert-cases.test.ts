/**
 * The table of cases that promtool plays at its real durations, here in real time: all cases are played at once into a
 * real Prometheus that evaluates the shipped rules on them, and a real Alertmanager gets what fires. All durations of a
 * case are divided by one number: those of the rules, of the steps, and of the values that are seconds.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { defaultSettings, kuberhealthyRules } from '../../src/profiles/index.ts';
import { cases } from '../rules/cases.ts';
import { type Case, STEP } from '../rules/cases/case.ts';
import { naive } from '../rules/naive.ts';
import { countsAreRight, mistakes } from '../rules/play/judge.ts';
import { perform, type Performance, type Role } from '../rules/play/performance.ts';
import type { Played } from '../rules/play/player.ts';

/**
 * Real time that the longest cases are given, in milliseconds. A case that went wrong while the machine was too busy to
 * play it in time is played again, slower.
 */
const LENGTHS = [68_000, 110_000, 170_000] as const;
/** Steps of short cases are not stretched beyond this, in milliseconds. */
const SLOWEST = 1000;

/** Cases that can not be played here, and why. */
const ONLY_PROMTOOL: Readonly<Record<string, string>> = {
  'failures too short to alert one by one eat the error budget in days':
    'three days in steps of five minutes: 912 steps of 75 ms each, and a failure lasts one of them, which is less than ' +
    'Prometheus and its rules need between them. The same alert is played here with longer failures.',
};

interface OnStage {
  readonly of: Case;
  readonly one: Played;
  readonly title: string;
}

/** Scales differ from case to case because the cases last from 15 minutes to three days. */
function staging(of: Case, index: number, length: number): OnStage {
  const steps = Math.max(...of.series.map(({ values }) => values.length));
  const stepMs = Math.floor(Math.min((SLOWEST * length) / LENGTHS[0], length / steps));
  const scale = ((of.step ?? STEP) * 1000) / stepMs;
  const one = { name: `${of.version}-${index}`, series: of.series, stepMs, scale, steps };
  return { of, one, title: `${of.version}: ${of.name}` };
}

const played = cases.filter(({ name }) => !(name in ONLY_PROMTOOL));
const staged = played.map((of, index) => staging(of, index, LENGTHS[0]));

const roleOf = ({ of, one }: OnStage): Role => ({
  name: one.name,
  plays: one,
  groups: kuberhealthyRules(of.version, { ...defaultSettings, scale: one.scale }),
});

const naiveRoles = naive.map(({ name: title, version, case: wanted, rules }, index) => {
  const on = staged.find(({ of }) => of.version === version && of.name === wanted);
  if (!on) throw new Error(`no case ${wanted}`);
  const written = rules(on.one.scale);
  const role: Role = { name: `naive-${index}`, plays: on.one, groups: [{ name: 'naive', rules: written }] };
  return { title, on, role, alerts: written.map(({ alert }) => alert) };
});

describe('the real Prometheus and Alertmanager', () => {
  const wrong = new Map<string, readonly string[]>();
  let first: Performance | undefined;

  beforeAll(async () => {
    let open = new Set(played);
    for (const length of LENGTHS) {
      const times = LENGTHS.indexOf(length);
      const now = played.map((of, index) => staging(of, index, length)).filter(({ of }) => open.has(of));
      const performance = await perform([
        ...now.map((one) => roleOf(one)),
        ...(times === 0 ? naiveRoles.map(({ role }) => role) : []),
      ]);
      first ??= performance;
      for (const { of, one } of now) wrong.set(one.name, mistakes(one, of, performance));
      const again = now.filter(({ one }) => wrong.get(one.name)?.length !== 0 && performance.late.has(one.name));
      open = new Set(again.map(({ of }) => of));
      if (open.size === 0 || times === LENGTHS.length - 1) break;
      process.stderr.write(`too busy, so these are played again: ${again.map(({ title }) => title).join('; ')}\n`);
    }
  }, 480_000);

  it('evaluate every rule without a failure', () => {
    expect(first?.ill).toEqual([]);
  });

  it('play every case, save those with a reason', () => {
    expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(ONLY_PROMTOOL)));
    expect(staged.length + Object.keys(ONLY_PROMTOOL).length).toBe(cases.length);
  });

  it.each(staged)('$title', ({ one }) => {
    expect(wrong.get(one.name)).toEqual([]);
  });

  it.each(naiveRoles)('find the naive rule wrong: $title', ({ on, role, alerts }) => {
    expect(first && countsAreRight(role.name, alerts, on, first)).toBe(false);
  });
});
