import { describe, expect, it } from '@jest/globals';
import { checkAnalysis } from '../../src/app/check.ts';
import { generateFor } from '../../src/app/generate.ts';
import { propose } from '../../src/app/propose.ts';
import { tuned } from '../../src/app/settings.ts';
import { projectionOf } from '../../src/io/projection/index.ts';
import { resourcesWith } from '../../src/io/resources.ts';
import { analyse } from '../../src/judge/analysis.ts';
import { INSTEAD_OF } from '../../src/judge/idle.ts';
import { objectsAt, stringAt, toJson } from '../../src/kube/json.ts';
import { refOf, title } from '../../src/kube/refs.ts';
import { lookup } from '../../src/kube/resources.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { leastRights } from '../../src/plan/least-rights.ts';
import { profiles, backends, checks } from '../../src/registry.ts';
import { buildWorld } from '../../src/world/world.ts';
import {
  endpoints,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  prometheusRule,
  service,
  serviceMonitor,
  snapshot,
  workload,
} from '../worlds.ts';
import { kettle } from './kettle.ts';

/** A second profile takes no change in src: reading, check, plan, generate and settings ask the profile. */

const { project, isKnownKind } = projectionOf([...profiles, kettle]);
const projected = (raw: object): KubeObject => {
  const object = project(raw, { source: 'cluster' });
  if ('invalid' in object) throw new Error(object.invalid);
  return object;
};
const POT = { group: 'kettle.example.com', kind: 'Pot' };
const pot = (path: string): KubeObject => {
  const [home, name] = path.split('/');
  return projected({ apiVersion: 'kettle.example.com/v1', kind: 'Pot', metadata: { namespace: home, name } });
};

const labels = { app: 'kettle' };
const RELEASE = { matchLabels: { release: 'a' } };
const around: readonly KubeObject[] = [
  workload('kitchen/stove', 'registry.example/kettle/kettle:v1.2.0', labels),
  service('kitchen/stove', { selector: labels, ports: [{ name: 'steam', port: 8080 }] }, { labels }),
  endpoints('kitchen/stove', [['10.0.0.1', 'kitchen/stove-1']], { ports: [{ name: 'steam', port: 8080 }] }, { labels }),
  pod('kitchen/stove-1', '10.0.0.1', { meta: { labels } }),
  namespace('kitchen'),
  namespace('monitoring'),
  operator(),
  ...mayDiscover,
  prometheus('monitoring/k8s', { serviceMonitorSelector: RELEASE, ruleSelector: RELEASE }),
];
const analysis = (...objects: readonly KubeObject[]) => {
  const seen = snapshot([...around, ...objects]);
  const coverage = [...seen.coverage, { ...POT, namespaces: 'all' as const, complete: true }];
  return analyse(buildWorld({ ...seen, coverage }), { backends, checks, profiles: [...profiles, kettle] });
};
const rule = (name: string, expr: string) =>
  prometheusRule(`kitchen/${name}`, { groups: [{ name: 'g', rules: [{ alert: 'A', expr }] }] });
const check = async (...objects: readonly KubeObject[]) =>
  await checkAnalysis(analysis(...objects), { subjects: [{ kind: 'profile', id: 'kettle' }] });

describe('reading an application of another profile', () => {
  it('keeps of its own kinds what the profile names', () => {
    const raw = { apiVersion: 'kettle.example.com/v1', kind: 'Pot', metadata: { name: 'red', namespace: 'kitchen' } };
    const body = { spec: { volume: 2, password: 'tea' }, status: { boils: true, log: 'x' }, more: 1 };
    expect(projected({ ...raw, ...body }).body).toEqual({ spec: { volume: 2 }, status: { boils: true } });
    expect(isKnownKind('kettle.example.com/v1', 'Pot')).toBe(true);
    expect(projectionOf(profiles).isKnownKind('kettle.example.com/v1', 'Pot')).toBe(false);
  });

  it('keeps of its environment what the profile names, in its own containers', () => {
    const env = [
      { name: 'KETTLE_LIMIT', value: '3' },
      { name: 'KETTLE_LID', value: 'tea' },
    ];
    const containers = ['kettle/kettle:v1', 'web:v1'].map((image) => ({ name: 'main', image, env }));
    const { body } = projected({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'stove', namespace: 'kitchen' },
      spec: { template: { spec: { containers } } },
    });
    const kept = objectsAt(body, 'spec', 'template', 'spec', 'containers').map((each) => each['env']);
    expect(kept).toEqual([[{ name: 'KETTLE_LIMIT', value: '3' }], undefined]);
  });

  it('keeps no more of a kind that is not its own', () => {
    const of = (apiVersion: string, kind: string, more: object) =>
      JSON.stringify(projected({ apiVersion, kind, metadata: { name: 'x', namespace: 'kitchen' }, ...more }));
    expect(of('v1', 'Secret', { data: { password: 'c2VjcmV0' } })).not.toContain('c2VjcmV0');
    const remoteWrite = [{ url: 'http://x', headers: { key: 'c2VjcmV0' } }];
    expect(of('monitoring.coreos.com/v1', 'Prometheus', { spec: { remoteWrite } })).not.toContain('c2VjcmV0');
  });

  it('takes the lists, and the rights to make them, from the profile', () => {
    const find = lookup(resourcesWith([kettle]));
    expect(find('kettle.example.com', 'Pot')).toMatchObject({ plural: 'pots', versions: ['v1'], namespaced: true });
    expect(JSON.stringify(leastRights(kettle.reads, find, ['list']))).toContain('"pots"');
  });
});

describe('check of an application of another profile', () => {
  const wired = serviceMonitor(
    'kitchen/any',
    { selector: { matchLabels: labels }, endpoints: [{ port: 'steam' }] },
    { labels: { release: 'a' } },
  );

  it('is about its monitors and the rules about its metrics', async () => {
    const { findings, judgements, unknown } = await check(
      wired,
      rule('theirs', 'rate({__name__=~"kettle_.+"}[5m]) > 1'),
      rule('kettle', 'up == 0 # kettle_boiling'),
      rule('tea', 'kuberhealthy_check == 0'),
    );
    expect(new Set(judgements.map(({ object }) => title(object)))).toEqual(
      new Set(['ServiceMonitor kitchen/any', 'PrometheusRule kitchen/theirs']),
    );
    expect(findings.map(({ check: id, object }) => [id, object.name])).toEqual([['label-mismatch', 'theirs']]);
    expect(unknown.filter(({ touches }) => touches)).toEqual([]);
  });

  it('is unknown where a rule that may be about it cannot be read', async () => {
    const { unknown } = await check(wired, rule('theirs', 'sum(kettle_boiling'));
    expect(unknown.filter(({ touches }) => touches).map(({ gap }) => gap.sentence)).toEqual([
      expect.stringContaining('Whether PrometheusRule kitchen/theirs is about Kettle is not known'),
    ]);
  });

  it('finds objects of its own kind that hide each other', async () => {
    const { findings } = await check(wired, pot('kitchen/red'), pot('bar/red'), pot('bar/blue'));
    expect(findings.map(({ check: id, object }) => [id, title(object)])).toEqual([
      ['names-collide', 'Pot bar/red'],
      ['names-collide', 'Pot kitchen/red'],
    ]);
  });
});

describe('what is made for an application of another profile', () => {
  it('is planned, in the place of rules that have no effect', async () => {
    const { plan, variant } = await propose(
      analysis(rule('theirs', 'kitchen:boiling:max == 0'), rule('records', 'kettle_boiling == 1')),
      { profile: kettle },
      { correct: true },
    );
    expect(variant.id).toBe('v1');
    expect([plan.blocked, plan.unknown]).toEqual([[], []]);
    const manifests = plan.changes.flatMap((change) => (change.action === 'apply' ? [change.manifest] : []));
    expect(manifests.map((each) => title(refOf(each)))).toEqual([
      'PrometheusRule kitchen/promwire-kettle',
      'ServiceMonitor kitchen/promwire-kettle',
    ]);
    expect(manifests[0]?.metadata.annotations?.[INSTEAD_OF]).toBe('kitchen/records');
    expect(toJson(manifests[1]?.['spec'])).toMatchObject({ endpoints: [{ port: 'steam', interval: '20s' }] });
  });

  it('is generated without a cluster', async () => {
    const { manifests } = await generateFor(kettle, { monitorLabels: { release: 'a' } });
    expect(manifests.map((each) => title(refOf(each)))).toEqual([
      'PrometheusRule kitchen/promwire-kettle',
      'ServiceMonitor kitchen/promwire-kettle',
      'ConfigMap kitchen/promwire-kettle',
    ]);
    expect(JSON.stringify(manifests)).not.toMatch(/kuberhealthy/i);
  });

  it('takes its settings', async () => {
    const settings = { values: { boilingFor: '10m' }, labels: {}, alerts: { KettleBoilsOver: { severity: 'page' } } };
    const [v1] = kettle.variants;
    if (!v1) throw new Error('no variant');
    const { manifests } = await generateFor(kettle, { settings });
    const [, alert] = objectsAt(toJson(manifests[0]?.['spec']), 'groups').flatMap((group) => objectsAt(group, 'rules'));
    expect([stringAt(alert, 'for'), stringAt(alert, 'labels', 'severity')]).toEqual(['10m', 'page']);
    expect(() => tuned(kettle, v1, { ...settings, values: { boilingFor: '1s' } })).toThrow(/boilingFor/);
    expect(() => tuned(kettle, v1, { ...settings, values: { objective: 0.9 } })).toThrow(/objective/);
  });

  it('is data, through JSON too', () => {
    expect(JSON.parse(JSON.stringify(kettle))).toStrictEqual(kettle);
  });
});
