import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { RE2JS } from 're2js';
import type { MetricRelabeling } from '../../../src/model/index.ts';
import { boundedErrorText, ERROR_TEXT_LIMIT, scrapeV2, scrapeV3 } from '../../../src/profiles/kuberhealthy/scrape.ts';
import { seedOr } from '../../seed.ts';
import { families, random } from './error-texts.ts';

/** What Prometheus does with `action: replace`: an anchored match of the joined source, then an expansion; no match leaves all as it is. */
function apply(chain: readonly MetricRelabeling[], text: string): string {
  let value = text;
  for (const step of chain) {
    const match = compiled(step).matcher(value);
    if (!match.matches()) continue;
    value = (step.replacement ?? '$1').replaceAll(
      /\$\{(\d)\}/g,
      (_, group: string) => match.group(Number(group)) ?? '',
    );
  }
  return value;
}

const patterns = new Map<MetricRelabeling, RE2JS>();
function compiled(step: MetricRelabeling): RE2JS {
  const pattern = patterns.get(step) ?? RE2JS.compile(`^(?s:${step.regex})$`);
  patterns.set(step, pattern);
  return pattern;
}

const chain = boundedErrorText();

describe('the error texts of one check', () => {
  const seed = seedOr(20261123);

  it.each(families)(`differ only in what is generated: $name (PROMWIRE_SEED=${seed})`, ({ text, becomes }) => {
    const next = random(seed);
    const before = new Set<string>();
    const after = new Set<string>();
    for (let run = 0; run < 200; run += 1) {
      const made = text(next);
      before.add(made);
      after.add(apply(chain, made));
    }
    expect(before.size).toBeGreaterThan(150);
    expect([...after]).toEqual([becomes]);
  });

  it('become one text per family in the recordings', () => {
    const texts = [
      'v3/03-dns-failing',
      'v3/04-dns-failing-later',
      'v3/05-deployment-timing-out',
      'v3/06-deployment-timing-out-later',
    ]
      .map((name) => readFileSync(new URL(`../../fixtures/metrics/${name}.prom`, import.meta.url), 'utf8'))
      .flatMap((page) => [...page.matchAll(/error="([^"]+)"/g)].map((match) => match[1]!));
    expect(texts).toHaveLength(4);
    expect([...new Set(texts.map((text) => apply(chain, text)))]).toEqual([
      'pod dns-status-internal-<x> could not be scheduled',
      'check run <uuid> timed out after <duration> (started at <time>)',
    ]);
  });

  it.each([
    ['', ''],
    ['no answer from 10.96.0.10|gave up after 3 tries', 'no answer from <ip>|gave up after <n> tries'],
    ['Get "http://10.0.0.1:8080/healthz": EOF', 'Get "http://<ip>/healthz": EOF'],
    [
      'unexpected status code: 503 from http://svc.default:8080',
      'unexpected status code: HTTP503 from http://svc.default:<n>',
    ],
    ['failed: 503 Service Unavailable', 'failed: HTTP503 Service Unavailable'],
    ['status code 404 Not Found after 3 tries', 'status code HTTP404 Not Found after <n> tries'],
    ['503 pods, 200 of them not ready', '<n> pods, <n> of them not ready'],
    ["pods 'dns-adeeb' is forbidden", "pods 'dns-<x>' is forbidden"],
    ['pod kuberhealthy-check on kuberhealthy-reaper', 'pod kuberhealthy-check on kuberhealthy-reaper'],
    ['k8s API v1 is unreachable', 'k8s API v1 is unreachable'],
    ['first line\nwith 3 pods', 'first line\nwith <n> pods'],
    ['über 12 Knoten fehlen', 'über <n> Knoten fehlen'],
  ])('%j stays readable', (text, becomes) => {
    expect(apply(chain, text)).toBe(becomes);
  });

  it('are cut, by characters and not by bytes', () => {
    const cut = apply(chain, 'ü'.repeat(500));
    expect(cut).toBe(`${'ü'.repeat(ERROR_TEXT_LIMIT - 3)}...`);
    expect(apply(chain, 'x'.repeat(ERROR_TEXT_LIMIT))).toBe('x'.repeat(ERROR_TEXT_LIMIT));
  });

  it('of a hostile length are read in a moment', () => {
    expect(apply(chain, '1.2.3.'.repeat(2_000)).length).toBeLessThanOrEqual(ERROR_TEXT_LIMIT);
  });
});

describe('the relabelings', () => {
  it('touch nothing but the error text, and never a series without one', () => {
    for (const step of chain) {
      expect(step).toMatchObject({ action: 'replace', sourceLabels: ['error'], targetLabel: 'error' });
      expect(RE2JS.compile(`^(?s:${step.regex})$`).matcher('').matches()).toBe(false);
    }
  });

  it('are those of both scrapes, which ask for no token and leave the labels of the target alone', () => {
    expect(scrapeV2.metricRelabelings).toEqual(chain);
    expect(scrapeV3.metricRelabelings).toEqual(chain);
  });
});
