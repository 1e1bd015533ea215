/** Objects in which anything stands anywhere, and names that every JavaScript object knows: no crash, no other answer. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pathsTo } from '../src/judge/paths.ts';
import { planFor } from '../src/plan/plan.ts';
import { report } from '../src/judge/report.ts';
import { project } from '../src/io/projection/index.ts';
import type { Json, KubeObject } from '../src/model/index.ts';
import { backends, clusterChecks, profiles } from '../src/registry.ts';
import { reportJson } from '../src/render/report-json.ts';
import { plain } from '../src/render/text/style.ts';
import { reportText } from '../src/render/text/report.ts';
import { toYaml } from '../src/render/yaml.ts';
import { NASTY } from './render/nasty-strings.ts';
import { randomObjects } from './random-worlds.ts';
import {
  alertmanagerConfig,
  alertmanagerMain,
  analysis,
  endpoints,
  grafana,
  healthy,
  kube,
  pod,
  probe,
  prometheus,
  prometheusRule,
  rawOf,
  scrapeConfig,
  service,
  serviceMonitor,
} from './worlds.ts';
import type { Raw } from './worlds.ts';

/** Everything that is computed from objects, as data. */
function answers(objects: readonly KubeObject[]): readonly unknown[] {
  const analysed = analysis(objects);
  const whole = report(analysed, clusterChecks);
  reportText(whole, plain);
  const reached = ['Service', 'Pod'].flatMap((kind) =>
    analysed.world.all('', kind).map((one) => pathsTo(analysed, one)),
  );
  const plans = analysed.apps.flatMap((app) =>
    analysed.stacks.flatMap((stack) => {
      const backend = backends.find(({ id }) => id === stack.backend);
      const variant = profiles.flatMap(({ variants }) => variants)[0];
      return backend && variant
        ? [planFor({ analysis: analysed, backend, app, variant, stack, dashboards: [], queries: [], correct: true })]
        : [];
    }),
  );
  const all = [reportJson(whole, { verdicts: 'all' }), reached, plans];
  toYaml(all);
  return all;
}

describe('objects in which anything stands anywhere', () => {
  const words = [...NASTY, '__proto__', 'constructor', 'toString', '30s', 'v3.5.0', 'In', '(', '1e309', '\ud800'];
  const { anything } = fc.letrec<{ anything: Json }>((tie) => ({
    anything: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Json>(...words, null, true, 0, -1, 2 ** 53 + 2, 1e300, 8080),
      fc.array(tie('anything'), { maxLength: 2 }),
      fc
        .array(fc.tuple(fc.constantFrom(...words, 'name', 'key', 'matchLabels', 'spec'), tie('anything')), {
          maxLength: 2,
        })
        .map((entries) => Object.fromEntries(entries)),
    ),
  }));
  const more = [...healthy(), alertmanagerConfig('shop/web'), probe('shop/web'), scrapeConfig('shop/web')];
  const holes = fc.array(fc.tuple(fc.nat(), fc.nat(), anything), { minLength: 5, maxLength: 20 });

  it('are read, judged, planned for and printed', () => {
    fc.assert(
      fc.property(randomObjects, holes, (random, changes) => {
        const raws = [...random, ...more, grafana('monitoring/grafana')].map((one) => rawOf(one));
        for (const [which, where, what] of changes) put(raws[which % raws.length], where, what);
        answers(
          raws.flatMap((raw) => {
            const object = project(structuredClone(raw), { source: 'cluster' });
            return 'invalid' in object ? [] : [object];
          }),
        );
      }),
      { numRuns: 25 },
    );
  });

  /** Puts a value in the place of some node below the object itself. */
  function put(root: unknown, where: number, what: Json): void {
    const places: (readonly [Record<string, unknown>, string])[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, child] of Object.entries(value)) {
        places.push([value as Record<string, unknown>, key]);
        walk(child);
      }
    };
    walk(root);
    const [holder, key] = places[where % places.length] ?? [];
    if (holder && key !== undefined) holder[key] = what;
  }
});

describe('names that every JavaScript object knows', () => {
  const label = fc.constantFrom('zqfoo', 'zqbar');
  const value = fc.constantFrom('zqval', 'b', '');
  const relabeling = fc.record(
    {
      action: fc.constantFrom('replace', 'keep', 'drop', 'labelmap', 'labeldrop', 'keepequal'),
      sourceLabels: fc.array(fc.oneof(label, fc.constant('job')), { maxLength: 2 }),
      targetLabel: label,
      regex: fc.constantFrom('.+', 'zqval', ''),
    },
    { requiredKeys: ['action'] },
  );
  const labels = fc.dictionary(label, value);
  const made = fc.record({
    relabelings: fc.array(relabeling, { maxLength: 3 }),
    metricRelabelings: fc.array(relabeling, { maxLength: 2 }),
    targetLabels: fc.array(label, { maxLength: 2 }),
    jobLabel: label,
    selector: labels,
    labels,
    matcher: fc.record({ name: label, value, matchType: fc.constantFrom('=', '!=', '=~') }),
    expr: fc.constantFrom('up{zqfoo="zqval"} == 0', 'sum by (zqbar) (up) == 0'),
  });
  const AS = { zqfoo: 'constructor', zqbar: 'toString', zqval: 'valueOf', zqport: 'hasOwnProperty' };
  const renamed = (text: string, back: boolean): string =>
    Object.entries(AS).reduce(
      (all, [ours, theirs]) => all.replaceAll(back ? theirs : ours, back ? ours : theirs),
      text,
    );

  it('are names like any other, as labels, ports and receivers', () => {
    fc.assert(
      fc.property(made, (given) => {
        const { relabelings, metricRelabelings, targetLabels, jobLabel } = given;
        const monitor = { targetLabels, podTargetLabels: targetLabels, jobLabel };
        const endpoint = { port: 'zqport', relabelings, metricRelabelings };
        const ports = [{ name: 'zqport', port: 8080 }];
        const route = { receiver: 'zqfoo', matchers: [given.matcher] };
        const objects = [
          prometheus('monitoring/k8s', { externalLabels: given.labels }),
          ...alertmanagerMain(),
          alertmanagerConfig('shop/web', { route, receivers: [{ name: 'zqfoo', zqbar: [{}] }] }),
          serviceMonitor('shop/a', { ...monitor, selector: { matchLabels: given.selector }, endpoints: [endpoint] }),
          service('shop/web', { ports }, { labels: { ...given.labels, app: 'web' } }),
          endpoints('shop/web', [['10.0.0.9', 'shop/web-1']], { ports }),
          pod('shop/web-1', '10.0.0.9'),
          prometheusRule('shop/web', {
            groups: [{ name: 'web', rules: [{ alert: 'A', expr: given.expr, labels: given.labels }] }],
          }),
        ];
        const there = objects.map((one) => kube(JSON.parse(renamed(JSON.stringify(rawOf(one)), false)) as Raw));
        expect(lines(renamed(JSON.stringify(answers(there)), true))).toEqual(lines(JSON.stringify(answers(objects))));
      }),
      { numRuns: 60 },
    );
  });

  /** Every leaf with its way to it; lists in any order, since other names sort in another way. */
  function lines(json: string): readonly string[] {
    const all: string[] = [];
    const walk = (node: unknown, way: string): void => {
      if (typeof node !== 'object' || node === null) return void all.push(`${way} ${inAnyOrder(String(node))}`);
      for (const [key, child] of Object.entries(node)) walk(child, Array.isArray(node) ? way : `${way}.${key}`);
    };
    walk(JSON.parse(json), '');
    return all.toSorted();
  }

  function inAnyOrder(text: string): string {
    return text
      .split(/[\s,]+/)
      .toSorted()
      .join(' ');
  }
});
