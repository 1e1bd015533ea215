import { refOf } from '../../../src/kube/refs.ts';
import type { AlertHolds, AlertRoute, StackObservation } from '../../../src/model/index.ts';
import { alertmanagerMain, prometheus, prometheusRule } from '../../worlds.ts';
import { refused } from '../observed.ts';
import { table } from '../table.ts';

const rule = prometheusRule('shop/web', {
  groups: [
    {
      name: 'g',
      rules: [
        { alert: 'A', expr: 'sum(up) == 0', labels: { severity: 'page' } },
        { alert: 'B', expr: 'up == 0', labels: { severity: 'page' } },
      ],
    },
  ],
});
const main = alertmanagerMain();
const objects = [prometheus('monitoring/k8s'), rule, ...main];

const says = (holds: Partial<AlertHolds>, route: Partial<AlertRoute> = {}, receiver = 'mail'): StackObservation => ({
  stack: refOf(main[0]!),
  capabilities: ['alerts'],
  shards: 1,
  instances: [],
  routing: {
    kind: 'ok',
    warnings: [],
    value: {
      route: { receiver, matchers: [], continue: false, routes: [], ...route },
      receivers: { mail: ['email'], null: [] },
      holds: { silences: { kind: 'ok', value: [], warnings: [] }, inhibitions: [], intervals: {}, ...holds },
    },
  },
});
const silence = (name: string, value: string): Partial<AlertHolds> => ({
  silences: {
    kind: 'ok',
    warnings: [],
    value: [
      {
        id: 'f00',
        matchers: [{ name, op: '=', value }],
        until: '2026-11-23T18:00:00.000Z',
        by: 'alice',
        comment: 'new disk',
      },
    ],
  },
});

const watchdog = (labels: Readonly<Record<string, string>>, expr = 'vector(1)') =>
  prometheusRule('monitoring/general', { groups: [{ name: 'g', rules: [{ alert: 'Watchdog', expr, labels }] }] });
const inhibiting = (equal: readonly string[], target = 'page'): StackObservation =>
  says({
    inhibitions: [
      {
        source: [{ name: 'alertname', op: '=', value: 'Watchdog' }],
        target: [{ name: 'severity', op: '=', value: target }],
        equal,
      },
    ],
  });
const held = { severity: 'warning', evidence: { alerts: ['A', 'B'], every: true, always: true } } as const;
const inhibited: Parameters<typeof table>[1] = [
  {
    it: 'finds an inhibition by an alert that fires always',
    objects: [...objects, watchdog({ severity: 'none' })],
    live: [inhibiting([])],
    expect: held,
  },
  {
    it: 'finds it where the label that has to be equal is, for sure',
    objects: [...objects, watchdog({ severity: 'none', team: 'a' })],
    live: [inhibiting(['prometheus'])],
    expect: { severity: 'warning', evidence: { alerts: ['A'], every: false, always: true } },
  },
  {
    it: 'finds none where a label that has to be equal is not',
    objects: [...objects, watchdog({ severity: 'none' })],
    live: [inhibiting(['severity'])],
    expect: 'nothing',
  },
  {
    it: 'finds none where the other alert may not fire',
    objects: [...objects, watchdog({ severity: 'none' }, 'vector(1) > up')],
    live: [inhibiting([])],
    expect: 'nothing',
  },
  {
    it: 'finds none by an alert that both sides take, of one that both take',
    objects: [...objects, watchdog({ severity: 'page' })],
    live: [inhibiting([])],
    about: 'PrometheusRule monitoring/general',
    expect: 'nothing',
  },
];

table('alerts-held-back', [
  {
    it: 'finds a silence of one alert',
    objects,
    live: [says(silence('alertname', 'A'))],
    expect: {
      severity: 'info',
      evidence: { alerts: ['A'], every: false },
    },
  },
  {
    it: 'finds a silence of all of them',
    objects,
    live: [says(silence('severity', 'page'))],
    expect: { evidence: { every: true } },
  },
  ...inhibited,
  { it: 'finds none of others', objects, live: [says(silence('alertname', 'C'))], expect: 'nothing' },
  {
    it: 'finds none that hangs on labels of the series, but of an alert that surely has none of that name',
    objects,
    live: [says(silence('pod', ''))],
    expect: { evidence: { alerts: ['A'] } },
  },
  {
    it: 'finds that it is now in a muted interval',
    objects,
    live: [says({ intervals: { night: 'in' } }, { muteIntervals: ['night'] })],
    expect: {},
  },
  {
    it: 'finds that it is now in none of the active intervals',
    objects,
    live: [says({ intervals: { day: 'out', dusk: 'out' } }, { activeIntervals: ['day', 'dusk'] })],
    expect: {},
  },
  {
    it: 'finds nothing at another time, nor where the time is not known',
    objects,
    live: [
      says(
        { intervals: { night: 'out', there: 'unknown', day: 'in', dusk: 'out' } },
        { muteIntervals: ['night', 'there', 'gone'], activeIntervals: ['day', 'there', 'dusk'] },
      ),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds nothing where another route tells',
    objects,
    live: [
      says(
        { intervals: { night: 'in' } },
        {
          routes: [
            { matchers: [], continue: true, routes: [], muteIntervals: ['night'] },
            { matchers: [], continue: true, routes: [] },
          ],
        },
      ),
    ],
    expect: 'nothing',
  },
  {
    it: 'leaves to another check what reaches nobody anyway',
    objects,
    live: [says(silence('severity', 'page'), {}, 'null')],
    expect: 'nothing',
  },
  {
    it: 'finds nothing where the Alertmanager tells no silences, or nothing at all',
    objects,
    live: [says({ silences: refused })],
    expect: 'nothing',
  },
  { it: 'finds nothing where nobody was asked', objects, expect: 'nothing' },
]);
