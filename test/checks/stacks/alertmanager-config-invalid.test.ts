import { describe, expect, it } from '@jest/globals';
import { alertmanager, alertmanagerConfig, alertmanagerSecret, analysis } from '../../worlds.ts';
import { table } from '../table.ts';
import type { Row } from '../table.ts';

const config = (lines: string): string => `global: {resolve_timeout: 5m}\n${lines}`;
const RECEIVERS = 'receivers: [{name: mail, email_configs: [{to: ops@shop.example}]}, {name: "null"}]';
const secret = (lines: string): ReturnType<typeof alertmanagerSecret> =>
  alertmanagerSecret('monitoring/alertmanager-main', config(lines));
const main = alertmanager('monitoring/main');
const asItIs = alertmanager('monitoring/main', { alertmanagerConfigSelector: undefined });
const said = (status: string): ReturnType<typeof alertmanager> =>
  alertmanager(
    'monitoring/main',
    {},
    { generation: 1 },
    { conditions: [{ type: 'Reconciled', status, observedGeneration: 1 }] },
  );
const UNDEFINED = secret(
  'route: {receiver: mail, routes: [{receiver: "null", matchers: [alertname = "Watchdog"]}]}\nreceivers: [{name: mail}]',
);
const stack = 'monitoring/main';

const rows: readonly Row[] = [
  {
    it: 'finds a receiver that a route names and nothing defines',
    objects: [main, UNDEFINED],
    stack,
    expect: {
      evidence: { problems: ['undefined receiver "null" used in route'], receivers: ['mail'], byOperator: true },
    },
  },
  {
    it: 'finds an unquoted null, which is no name',
    objects: [asItIs, secret('route: {receiver: mail}\nreceivers: [{name: mail}, {name: null}]')],
    stack,
    expect: { evidence: { problems: ['missing name in receiver'], byOperator: false } },
  },
  {
    it: 'finds a name that is there twice, an interval that is not there and a root that asks for something',
    objects: [
      main,
      secret(
        'route: {receiver: a, matchers: [team = "x"], routes: [{mute_time_intervals: [nights]}]}\nreceivers: [{name: a}, {name: a}]',
      ),
    ],
    stack,
    expect: {
      evidence: {
        problems: [
          'notification config name "a" is not unique',
          'root route must not have any matchers',
          'undefined time interval "nights" used in route',
        ],
      },
    },
  },
  {
    it: 'finds a file without a route',
    objects: [main, secret(RECEIVERS)],
    stack,
    expect: { evidence: { problems: ['no route provided in config'] } },
  },
  {
    it: 'finds one in the Secret that the Alertmanager names',
    objects: [
      alertmanager('monitoring/main', { configSecret: 'mine' }),
      alertmanagerSecret('monitoring/mine', 'route: {receiver: a}\n'),
    ],
    stack,
    expect: { evidence: { problems: ['undefined receiver "a" used in route'], receivers: [] } },
  },
  {
    it: 'is silent where all is defined',
    objects: [main, secret(`route: {receiver: mail}\n${RECEIVERS}`)],
    stack,
    expect: 'nothing',
  },
  { it: 'is silent where there is no Secret', objects: [main], stack, expect: 'nothing' },
  {
    it: 'is silent about what is encrypted or filled in later',
    objects: [main, alertmanagerSecret('monitoring/alertmanager-main', 'ENC[AES256_GCM,data:abc,type:str]')],
    stack,
    expect: 'nothing',
  },
  {
    it: 'is silent where an AlertmanagerConfig takes its place',
    objects: [alertmanager('monitoring/main', { alertmanagerConfiguration: { name: 'base' } }), UNDEFINED],
    stack,
    expect: 'nothing',
  },
  {
    it: 'is silent where the operator has said that it fails',
    objects: [said('False'), UNDEFINED],
    stack,
    expect: 'nothing',
  },
  { it: 'is silent where the operator took it', objects: [said('True'), UNDEFINED], stack, expect: 'nothing' },
];

// It speaks for whatever the Alertmanager would have to take up.
table(
  'alertmanager-config-invalid',
  rows.map((row) => ({ ...row, objects: [...row.objects, alertmanagerConfig('shop/team')] })),
);

describe('what is kept of the Secret', () => {
  it('is nothing of its credentials', () => {
    const [read] = analysis([
      alertmanagerSecret(
        'monitoring/alertmanager-main',
        'route: {receiver: a}\nreceivers: [{name: a, slack_configs: [{api_url: "https://hooks.example/T0/CANARY"}]}]\nglobal: {smtp_auth_password: CANARY}\n',
      ),
    ]).world.all('', 'Secret');
    expect(JSON.stringify(read)).toContain('"slack"');
    expect(JSON.stringify(read)).not.toContain('CANARY');
  });
});
