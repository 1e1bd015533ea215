import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Analysis } from '../../src/judge/analysis.ts';
import { report } from '../../src/judge/report.ts';
import type { KubeObject, ObjectFix } from '../../src/model/index.ts';
import { title } from '../../src/kube/refs.ts';
import { fieldsChange, fixesOf, merged } from '../../src/plan/fixes.ts';
import { proveFixes } from '../../src/plan/prove-fixes.ts';
import { problemsIn } from '../../src/plan/fix-problems.ts';
import type { Looked } from '../../src/plan/fix-problems.ts';
import type { Proven } from '../../src/plan/prove-fixes.ts';
import { after } from '../../src/plan/world-after.ts';
import { clusterChecks } from '../../src/registry.ts';
import { brokenObjects } from '../broken-worlds.ts';
import { seedOr } from '../seed.ts';
import { analysis, endpoints, mayDiscover, operator, prometheus, service, serviceMonitor } from '../worlds.ts';

const CASES = Number(process.env['PROMWIRE_CASES'] ?? 60);

const lookAt = (now: Analysis): Looked => ({ analysis: now, report: report(now, clusterChecks) });
const withFixes = (before: Looked, fixes: readonly ObjectFix[]): Looked =>
  lookAt(after(before.analysis, fixes.map(fieldsChange)));
const wantedIn = ({ analysis: { world }, report: { findings } }: Looked): readonly ObjectFix[] =>
  fixesOf(findings, world).fixes;

/** As if each fix were the only one beside those that are made. */
async function oneByOne(before: Looked): Promise<Pick<Proven, 'fixes' | 'left'>> {
  let made: readonly ObjectFix[] = [];
  const left: Proven['left'][number][] = [];
  for (const fix of wantedIn(before)) {
    const known = made;
    const now = await proveFixes(before, [fix], async (fixes) => withFixes(before, merged([...known, ...fixes])));
    made = merged([...made, ...now.fixes]);
    left.push(...now.left);
  }
  return { fixes: made, left };
}

const answer = ({ fixes, left }: Pick<Proven, 'fixes' | 'left'>): unknown => ({
  fixed: fixes
    .map(({ object, fields }) => `${title(object)} ${fields.map((each) => JSON.stringify(each)).join()}`)
    .toSorted((a, b) => (a < b ? -1 : 1)),
  left: left.map(({ object }) => title(object)),
});

/** `count` monitors without the label; every sixth has a twin for the same target. */
function manyMonitors(count: number): readonly KubeObject[] {
  const selector = { matchLabels: { release: 'kps' } };
  return [
    operator(),
    ...mayDiscover,
    prometheus('monitoring/k8s', { serviceMonitorSelector: selector }),
    ...Array.from({ length: count }, (_, i) => {
      const path = `team-${i % 7}/app-${i}`;
      const meta = { labels: { app: `app-${i}` } };
      const asks = { selector: { matchLabels: meta.labels } };
      return [
        service(path, { selector: meta.labels }, meta),
        endpoints(path, [[`10.0.0.${i}`, `${path}-1`]], {}, meta),
        serviceMonitor(path, asks, meta),
        ...(i % 6 === 0 ? [serviceMonitor(`${path}-too`, asks, meta)] : []),
      ];
    }).flat(),
  ];
}

describe('which fixes are made', () => {
  it('takes few looks where many are harmful', async () => {
    const before = lookAt(analysis(manyMonitors(90)));
    const wanted = wantedIn(before);
    expect(wanted).toHaveLength(105);
    let looks = 0;
    const proven = await proveFixes(before, wanted, async (fixes) => {
      looks += 1;
      return withFixes(before, fixes);
    });
    expect(proven.fixes).toHaveLength(90);
    expect(proven.left).toHaveLength(15);
    expect(looks).toBeLessThanOrEqual(5);
  });

  it('takes those that it would take one by one', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(brokenObjects, async (objects) => {
        const before = lookAt(analysis(objects));
        const single = await oneByOne(before);
        const all = await proveFixes(before, wantedIn(before), async (fixes) => withFixes(before, fixes));
        refused += single.left.length;
        expect(answer(all)).toEqual(answer(single));
      }),
      { numRuns: CASES, seed: seedOr(44) },
    );
    expect(refused).toBeGreaterThan(CASES / 20);
  }, 3_600_000);
});

it('is stopped by an error that appears, and not by a warning', () => {
  const before = lookAt(analysis([prometheus('monitoring/k8s')]));
  const object = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' };
  const appears = (severity: 'error' | 'warning'): number => {
    const finding = { check: 'any', severity, object, summary: '', because: [], remedy: '', evidence: {} };
    const later = { ...before, report: { ...before.report, findings: [...before.report.findings, finding] } };
    return problemsIn(before, later, [], () => []).length;
  };
  expect([appears('error'), appears('warning')]).toEqual([1, 0]);
});
