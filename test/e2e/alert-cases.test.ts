/**
 * The table of cases that promtool plays at its real durations, here in real time: dozens of cases are played at once
 * into a real Prometheus that evaluates the shipped rules on them, and a real Alertmanager gets what fires. All
 * durations of a case are divided by one number: those of the rules, of the steps, and of the values that are seconds.
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
/** As many cases as two cores play at once without missing an evaluation. */
const AT_ONCE = 40;
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

/** Cases in acts that are played one after the other, neighbours apart: twins of both versions are alike in length. */
function actsOf(all: readonly OnStage[]): readonly (readonly OnStage[])[] {
  const count = Math.ceil(all.length / AT_ONCE);
  return Array.from({ length: count }, (_, act) => all.filter((_one, index) => index % count === act));
}

describe('the real Prometheus and Alertmanager', () => {
  const wrong = new Map<string, readonly string[]>();
  /** Titles of naive rules that did as their cases want. */
  const naiveAndRight = new Set<string>();
  const ill: string[] = [];

  async function playOnce(act: readonly OnStage[], extras: typeof naiveRoles): Promise<Performance> {
    const performance = await perform([...act.map((one) => roleOf(one)), ...extras.map(({ role }) => role)]);
    ill.push(...performance.ill);
    for (const { of, one } of act) wrong.set(one.name, mistakes(one, of, performance));
    for (const { title, on, role, alerts } of extras) {
      if (countsAreRight(role.name, alerts, on, performance)) naiveAndRight.add(title);
    }
    return performance;
  }

  beforeAll(async () => {
    let open: readonly OnStage[] = staged;
    for (const [times, length] of LENGTHS.entries()) {
      const again: OnStage[] = [];
      for (const act of actsOf(open)) {
        const extras = times === 0 ? naiveRoles.filter(({ on }) => act.includes(on)) : [];
        const { late } = await playOnce(act, extras);
        again.push(...act.filter(({ one: { name } }) => wrong.get(name)?.length !== 0 && late.has(name)));
      }
      const slower = LENGTHS[times + 1] ?? length;
      if (again.length === 0 || slower === length) break;
      process.stderr.write(`too busy, so these are played again: ${again.map(({ title }) => title).join('; ')}\n`);
      open = played
        .map((of, index) => staging(of, index, slower))
        .filter(({ of }) => again.some((one) => one.of === of));
    }
  }, 720_000);

  it('evaluate every rule without a failure', () => {
    expect(ill).toEqual([]);
  });

  it('play every case, save those with a reason', () => {
    expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(ONLY_PROMTOOL)));
    expect(staged.length + Object.keys(ONLY_PROMTOOL).length).toBe(cases.length);
  });

  it.each(staged)('$title', ({ one }) => {
    expect(wrong.get(one.name)).toEqual([]);
  });

  it.each(naiveRoles)('find the naive rule wrong: $title', ({ title }) => {
    expect(naiveAndRight).not.toContain(title);
  });
});
