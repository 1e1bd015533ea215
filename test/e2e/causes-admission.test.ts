import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/model/index.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { readEvidence } from '../differential/evidence.ts';
import { nameOf } from '../differential/pairs.ts';
import type { Truth } from '../differential/truth.ts';
import { truths } from '../differential/truth.ts';
import { applyFix, rewrite } from './apply-fix.ts';
import { ask } from './ask.ts';
import type { Answer } from './ask.ts';
import type { Case } from './causes-admission-cases.ts';
import { cases, surroundings } from './causes-admission-cases.ts';

/*
 * Every cause for which the operator rejects an object, on the real operator: it rejects it, check names the cause
 * without looking at what the operator said, the fix is applied, and the operator takes it into the configuration.
 */

const LONG = 120_000;
let bed: Bed;
let before: ReadonlyMap<string, Truth>;
let blind: Answer;

const STACK_KIND = (stack: string): string => (stack === 'main' ? 'Alertmanager' : 'Prometheus');
const keyOf = ({ object, stack }: Case): string => `${nameOf(object)} @ ${STACK_KIND(stack)} monitoring/${stack}`;
const seen = async (): Promise<ReadonlyMap<string, Truth>> => truths(await readEvidence(bed));
const findingOf = ({ report }: Answer, { id, object, stack }: Case): Finding | undefined =>
  report.findings.find(
    (finding) => finding.check === id && finding.object.name === object.metadata.name && finding.stack?.name === stack,
  );
const named = cases.map((one) => [`${one.id}: ${nameOf(one.object)}`, one] as const);

beforeAll(async () => {
  bed = await startBed({
    standins: false,
    // Secrets of other namespaces are then not watched, as in most installations.
    operator: ['--prometheus-instance-namespaces=monitoring'],
  });
  await bed.apply(surroundings);
  await bed.apply(cases.map(({ object }) => object));
  before = await bed.waitFor(
    async () => {
      const now = await seen();
      const done = (truth: Truth | undefined): boolean =>
        truth?.odd === undefined && truth?.verdicts.includes('rejected') === true;
      return cases.every((one) => done(now.get(keyOf(one)))) && now;
    },
    { what: 'everything rejected by the operator', timeoutMs: 60_000 },
  );
  blind = await ask(bed.kubeconfig, { blind: true });
}, LONG);

afterAll(() => bed.stop(), LONG);

describe('what the operator rejects', () => {
  it.each(named)('is rejected and not in the configuration: %s', (_name, one) => {
    expect(before.get(keyOf(one))).toMatchObject({ effective: false });
  });

  it.each(named)('is named by check: %s', (_name, one) => {
    const match = blind.report.judgements.find(
      ({ object, stack }) =>
        object.kind === one.object.kind && object.name === one.object.metadata.name && stack.name === one.stack,
    );
    expect(match).toMatchObject({ verdict: 'rejected', by: 'selectors', causes: [one.id] });
    const finding = findingOf(blind, one);
    expect(finding?.severity).toBe('error');
    // Only what nobody but a person can know is left to a person.
    expect(finding?.fix?.kind === 'advise').toBe(one.byHand !== undefined);
  });
});

/** Waits until nothing of this is left outside the configuration. */
const taken = async (which: readonly Case[]): Promise<void> => {
  let left: readonly string[] = [];
  const outside = async (): Promise<readonly string[]> => {
    const now = await seen();
    return which.map(keyOf).filter((key) => now.get(key)?.effective !== true);
  };
  try {
    await bed.waitFor(async () => (left = await outside()).length === 0, { what: 'all taken', timeoutMs: 60_000 });
  } catch (error) {
    throw new Error(`still outside the configuration: ${left.join(', ')}`, { cause: error });
  }
};

describe('what is mended', () => {
  const late = cases.filter(({ object }) => object.metadata.name === 'late-secret');
  const others = cases.filter((one) => !late.includes(one));

  it(
    'is in the configuration',
    async () => {
      for (const one of others) await mend(one);
      await taken(others);
    },
    LONG,
  );

  it(
    'waits for a push where only a Secret came: check says so, and that is enough',
    async () => {
      for (const one of late) await mend(one);
      const { report } = await ask(bed.kubeconfig);
      const stale = report.findings.find(
        ({ check, object }) => check === 'rejected-missing-secret' && object.name === 'late-secret',
      );
      expect(stale).toMatchObject({ severity: 'error', fix: { kind: 'touch' } });
      expect(await applyFix(bed, stale?.fix)).toBe(true);
      await taken(late);
    },
    LONG,
  );

  it('is nothing that check would reject any more', async () => {
    const { report } = await ask(bed.kubeconfig, { blind: true });
    expect(report.judgements.filter(({ verdict }) => verdict === 'rejected' || verdict === 'unknown')).toEqual([]);
  });
});

const mend = async (one: Case): Promise<void> => {
  const { object, byHand } = one;
  if (byHand === undefined) {
    expect(await applyFix(bed, findingOf(blind, one)?.fix)).toBe(true);
    return;
  }
  if (byHand.also) await bed.apply(byHand.also);
  const { spec } = byHand;
  const { apiVersion, kind, metadata } = object;
  const { namespace = '', name } = metadata;
  if (spec) await rewrite(bed, { apiVersion, kind, namespace, name }, (live) => ({ ...live, spec }));
};
