import { describe, expect, it } from '@jest/globals';
import { alertTrail } from '../../src/backends/alertmanager/trail.ts';
import { whyNotTaken } from '../../src/judge/why-not.ts';
import { refOf } from '../../src/kube/refs.ts';
import type { AlertTrail, KubeObject, StackObservation } from '../../src/model/index.ts';
import {
  alertmanagerConfig,
  alertmanagerMain,
  alertmanagerSecret,
  analysis,
  prometheus,
  prometheusRule,
} from '../worlds.ts';
import type { Raw } from '../worlds.ts';

const k8s = prometheus('monitoring/k8s');
const rule = prometheusRule('shop/web', {
  groups: [{ name: 'web', rules: [{ alert: 'WebDown', expr: 'up == 0', labels: { severity: 'page' } }] }],
});
const base = alertmanagerConfig('monitoring/base', { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] });
const team = alertmanagerConfig('shop/team');
const main = alertmanagerMain({ alertmanagerConfiguration: { name: 'base' } });
const world: readonly KubeObject[] = [k8s, rule, ...main, base, team];

const active = (labels: Readonly<Record<string, string>>): StackObservation => ({
  stack: refOf(k8s),
  capabilities: ['query', 'rules'],
  shards: 1,
  instances: [
    {
      instance: { name: 'monitoring/prometheus-k8s-0' },
      queries: {
        'ALERTS{alertname="WebDown"}': {
          kind: 'ok',
          value: [{ labels: { __name__: 'ALERTS', ...labels }, value: '1' }],
          warnings: [],
        },
      },
    },
  ],
});

describe('alertTrail', () => {
  it('hangs on labels that only the series have', () => {
    const trail = alertTrail(analysis(world), 'WebDown', undefined);
    expect(trail.fate).toBe('unknown');
    expect(trail.steps.join('\n')).toBe(
      [
        'defined by PrometheusRule shop/web, group web',
        '  evaluated by Prometheus monitoring/k8s',
        '    Alertmanager monitoring/main, through Service monitoring/main',
        '      the outermost route of AlertmanagerConfig monitoring/base',
        '      route {namespace="shop"} of AlertmanagerConfig shop/team (continue)',
        '        perhaps receiver "shop/team/shop" (webhook)',
        '    Alertmanager monitoring/main, through Service monitoring/main',
        '      the outermost route of AlertmanagerConfig monitoring/base',
        '        perhaps ends here: Receiver "monitoring/base/nobody" notifies nobody: it has no integration.',
      ].join('\n'),
    );
  });
  it.each([
    ['shop', 'delivered', 'receiver "shop/team/shop" (webhook)'],
    ['bank', 'nowhere', 'notifies nobody'],
  ])('is sure of an alert of namespace %s that is active', (namespace, fate, says) => {
    const live = [active({ alertname: 'WebDown', alertstate: 'firing', namespace, severity: 'page' })];
    const trail = alertTrail(analysis(world, {}, live), 'WebDown', undefined);
    expect(trail.fate).toBe(fate);
    expect(trail.steps.join('\n')).toContain(says);
    expect(trail.steps.join('\n')).toContain('1 active now');
    expect(trail.steps.join('\n')).not.toContain('perhaps');
  });
  it('follows the routes that run, where the Alertmanager told them', () => {
    const alertmanager = main[0];
    if (!alertmanager) throw new Error('no Alertmanager');
    const running: StackObservation = {
      stack: refOf(alertmanager),
      capabilities: ['alerts'],
      shards: 1,
      instances: [],
      routing: {
        kind: 'ok',
        warnings: [],
        value: {
          route: { receiver: 'mail', matchers: [], continue: false, routes: [] },
          receivers: { mail: ['email'] },
        },
      },
    };
    const trail = alertTrail(analysis(world, {}, [running]), 'WebDown', undefined);
    expect(trail).toMatchObject({ fate: 'delivered' });
    expect(trail.steps.join('\n')).toContain('by the configuration that it runs with');
  });
  it('says what holds it back, and by whose word', () => {
    const stack = refOf(main[0]!);
    const asked = { stack, capabilities: ['alerts'] as const, shards: 1, instances: [] };
    const ends = (routing: StackObservation['routing']): readonly string[] => {
      const trail = alertTrail(
        analysis(world, {}, [{ ...asked, ...(routing ? { routing } : {}) }]),
        'WebDown',
        undefined,
      );
      const lines = trail.steps.join('\n').split('\n');
      return lines.slice(lines.findIndex((line) => line.includes('receiver "'))).map((line) => line.trim());
    };
    const silence = { id: 'f00', until: 'T', by: '', comment: '' };
    const told: StackObservation['routing'] = {
      kind: 'ok',
      warnings: [],
      value: {
        route: { receiver: 'mail', matchers: [], continue: false, routes: [], muteIntervals: ['night', 'gone'] },
        receivers: { mail: ['email'] },
        holds: {
          silences: {
            kind: 'ok',
            warnings: [],
            value: [
              { ...silence, matchers: [{ name: 'severity', op: '=', value: 'page' }] },
              { ...silence, matchers: [{ name: 'pod', op: '=~', value: 'web-.*' }] },
              { ...silence, matchers: [{ name: 'severity', op: '=', value: 'none' }] },
              { ...silence, matchers: [] },
            ],
          },
          inhibitions: [
            {
              source: [{ name: 'severity', op: '=', value: 'critical' }],
              target: [{ name: 'severity', op: '=~', value: 'page|info' }],
              equal: ['namespace', 'alertname'],
            },
            { source: [], target: [{ name: 'severity', op: '=', value: 'info' }], equal: [] },
          ],
          intervals: { night: 'out' },
        },
      },
    };
    expect(ends(told)).toEqual([
      'receiver "mail" (email)',
      'but silenced by silence f00 {severity="page"} until T',
      'perhaps silenced by silence f00 {pod=~"web-.*"} until T',
      'muted in interval "night", which is not now',
      'muted in interval "gone", which may be now',
      'may be inhibited while an alert {severity="critical"} fires with the same namespace, alertname',
    ]);
    const refusal = { kind: 'unknown', reason: 'forbidden', detail: 'no right', next: 'Ask.' } as const;
    expect(ends(refusal)[1]).toBe('whether it is silenced, muted or inhibited is not known: no right');
    expect(ends({ ...told, value: { ...told.value, holds: { ...told.value.holds!, silences: refusal } } })).toContain(
      'whether it is silenced is not known: no right',
    );
  });
  it('says where nobody defines or evaluates it', () => {
    expect(alertTrail(analysis(world), 'Other', undefined)).toMatchObject({ fate: 'not-found', rules: [] });
    expect(alertTrail(analysis(world), 'WebDown', 'bank')).toMatchObject({ fate: 'not-found' });
    expect(alertTrail(analysis([rule]), 'WebDown', undefined)).toMatchObject({ fate: 'not-evaluated' });
  });

  it('shows which AlertmanagerConfigs the Alertmanager rejects, and does not select, and why', () => {
    const torn = alertmanagerConfig('shop/torn', { route: { receiver: 'mail' }, receivers: [{ name: 'pager' }] });
    const other = alertmanagerConfig('shop/other', {}, { labels: { team: 'bank' } });
    const picky = alertmanagerMain({
      alertmanagerConfigSelector: { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] },
    });
    const seen = analysis([k8s, rule, ...picky, torn, other]);
    const trail = alertTrail(seen, 'WebDown', undefined, (object, stack) => whyNotTaken(seen, object, stack));
    const text = trail.steps.join('\n');
    expect(text).toContain('Alertmanager monitoring/main rejects AlertmanagerConfig shop/torn');
    expect(text).toContain('its only receiver is "pager" (rejected-alertmanagerconfig)');
    expect(text).toContain('Alertmanager monitoring/main does not select AlertmanagerConfig shop/other');
    expect(text).toContain('(label-mismatch)');
    expect(trail.rejected).toEqual([refOf(torn)]);
    expect(trail.stacks?.map(({ kind }) => kind)).toEqual(['Prometheus', 'Alertmanager']);
  });

  describe('of a namespace for which no AlertmanagerConfig is', () => {
    const labelled = (namespace: string): KubeObject =>
      prometheusRule('shop/web', {
        groups: [
          { name: 'web', rules: [{ alert: 'WebDown', expr: 'sum(up) == 0', labels: { severity: 'page', namespace } }] },
        ],
      });
    const told = (configs: readonly KubeObject[], spec: Raw = {}, namespace = 'bank'): readonly string[] =>
      alertTrail(
        analysis([k8s, labelled(namespace), ...alertmanagerMain(spec), ...configs]),
        'WebDown',
        undefined,
      ).steps.filter((step) => /takes AlertmanagerConfig|adds the matcher|so it is with/.test(step));

    it('says which matcher the operator adds, and what the alert has', () => {
      expect(told([team])).toEqual([
        'Alertmanager monitoring/main takes AlertmanagerConfig shop/team, and its routes do not take the alert',
        '  the operator adds the matcher {namespace="shop"} to them (alertmanagerConfigMatcherStrategy: OnNamespace); the alert has {namespace="bank"}',
      ]);
    });

    it('says that the alert has no namespace', () => {
      expect(told([team], {}, '')).toEqual([
        expect.stringContaining('AlertmanagerConfig shop/team'),
        expect.stringContaining('the alert has no label namespace'),
      ]);
    });

    it('names two, that of the rule’s own namespace first', () => {
      const others = ['a', 'b', 'c'].map((namespace) => alertmanagerConfig(`${namespace}/team`));
      const text = told([...others, team]);
      expect(text[0]).toContain('AlertmanagerConfig shop/team');
      expect(text.at(-1)).toBe('  so it is with 2 more');
    });

    it.each<[string, readonly KubeObject[], Raw]>([
      ['no such matcher is added', [team], { alertmanagerConfigMatcherStrategy: { type: 'None' } }],
      ['another one takes it', [team, alertmanagerConfig('bank/team')], {}],
      [
        'its own matchers keep it out',
        [
          alertmanagerConfig('shop/team', {
            route: { receiver: 'shop', matchers: [{ name: 'severity', value: 'none' }] },
          }),
        ],
        {},
      ],
    ])('says nothing where %s', (_what, configs, spec) => {
      expect(told(configs, spec)).toEqual([]);
    });
  });

  describe('with the configuration in its Secret', () => {
    const from = (text: string): AlertTrail =>
      alertTrail(
        analysis([k8s, rule, ...alertmanagerMain(), alertmanagerSecret('monitoring/alertmanager-main', text)]),
        'WebDown',
        undefined,
      );
    const PAGER = 'receivers: [{name: pager, webhook_configs: [{url: "https://x.example"}]}, {name: quiet}]';

    it.each([
      [
        'route: {receiver: quiet, routes: [{receiver: pager, match: {severity: page}}]}',
        'delivered',
        '"pager" (webhook)',
      ],
      ['route: {receiver: quiet}', 'nowhere', 'Receiver "quiet" notifies nobody'],
      ['route: {receiver: gone}', 'unknown', 'refused: undefined receiver "gone" used in route'],
    ])('follows %s', (route, fate, says) => {
      const trail = from(`${route}\n${PAGER}\n`);
      expect(trail.fate).toBe(fate);
      expect(trail.steps.join('\n')).toContain(says);
    });

    it('takes the operator’s own where the Secret has no such key', () => {
      expect(from('').steps.join('\n')).toContain('Receiver "null" notifies nobody');
    });
  });
});
