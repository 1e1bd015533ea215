import { alertmanager, alertmanagerConfig } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const main = alertmanager('monitoring/main');
const of = (version: string): ReturnType<typeof alertmanager> => alertmanager('monitoring/main', { version });
const config = (spec: Raw): ReturnType<typeof alertmanagerConfig> => alertmanagerConfig('shop/web', spec);
const receiving = (fields: Raw): ReturnType<typeof alertmanagerConfig> =>
  config({ receivers: [{ name: 'shop', ...fields }] });
const found = (it: string, object: ReturnType<typeof config>) => ({
  it,
  objects: [main, object],
  expect: {},
});
const secret = { name: 'web', key: 'k' };

table('rejected-alertmanagerconfig', [
  {
    it: 'finds a route to a receiver that is not there',
    objects: [main, config({ route: { receiver: 'shop', routes: [{ receiver: 'bank' }] } })],
    expect: {
      fix: { kind: 'advise' },
    },
  },
  found('finds a first route without a receiver', config({ route: {} })),
  found('finds two receivers of one name', config({ receivers: [{ name: 'shop' }, { name: 'shop' }] })),
  found('finds a label grouped by twice', config({ route: { receiver: 'shop', groupBy: ['a', 'a'] } })),
  found('finds "..." beside another', config({ route: { receiver: 'shop', groupBy: ['...', 'a'] } })),
  found(
    'finds a time interval that is not there',
    config({ route: { receiver: 'shop', muteTimeIntervals: ['night'] } }),
  ),
  found(
    'finds a time that is none',
    config({
      muteTimeIntervals: [{ name: 'night', timeIntervals: [{ times: [{ startTime: '22:00', endTime: '06:00' }] }] }],
    }),
  ),
  found('finds a webhook without a URL', receiving({ webhookConfigs: [{}] })),
  found('finds a URL of another scheme', receiving({ webhookConfigs: [{ url: 'ftp://shop.example/' }] })),
  found('finds PagerDuty without a key', receiving({ pagerdutyConfigs: [{}] })),
  found('finds an e-mail without an address', receiving({ emailConfigs: [{ smarthost: 'mail:25' }] })),
  found('finds a smarthost without a port', receiving({ emailConfigs: [{ to: 'a@b', smarthost: 'mail' }] })),
  found('finds Telegram without a chat', receiving({ telegramConfigs: [{ botToken: secret }] })),
  {
    it: 'finds a receiver that is too new',
    objects: [of('v0.24.0'), receiving({ discordConfigs: [{ apiURL: secret }] })],
    expect: {},
  },
  {
    it: 'finds a matchType that is too new',
    objects: [
      of('v0.21.0'),
      config({ route: { receiver: 'shop', matchers: [{ name: 'a', value: 'b', matchType: '=' }] } }),
    ],
    expect: {},
  },
  {
    it: 'is silent about what is complete, in either version of the API',
    objects: [
      main,
      config({
        route: {
          receiver: 'shop',
          groupBy: ['...'],
          muteTimeIntervals: ['night'],
          activeTimeIntervals: ['day'],
          matchers: [
            { name: 'a', value: 'b', matchType: '=~' },
            { name: 'c', value: 'd', regex: true },
          ],
          routes: [{ matchers: [] }],
        },
        muteTimeIntervals: [
          {
            name: 'night',
            timeIntervals: [
              {
                times: [{ startTime: '22:00', endTime: '24:00' }],
                weekdays: ['monday:friday', 'Sunday'],
                daysOfMonth: [{ start: 1, end: -1 }],
                months: ['january:march', '12'],
                years: ['2026:2027'],
              },
            ],
          },
        ],
        timeIntervals: [{ name: 'day' }],
        receivers: [
          {
            name: 'shop',
            webhookConfigs: [
              { urlSecret: secret },
              { url: 'https://user:pw@shop.example/hook?token=x' },
              { url: '{{ .x }}' },
            ],
            pagerdutyConfigs: [{ serviceKey: secret }],
            slackConfigs: [{ apiURL: secret, actions: [{ type: 'button', text: 'a', url: 'b' }] }],
            emailConfigs: [
              {
                to: 'a@b',
                smarthost: '[::1]:25',
                headers: [
                  { key: 'a', value: '1' },
                  { key: 'b', value: '2' },
                ],
              },
            ],
            snsConfigs: [{ topicARN: 'arn' }],
          },
          { name: '' },
        ],
        inhibitRules: [
          { sourceMatch: [{ name: 'a', value: 'b', matchType: '=' }], targetMatch: [{ name: 'c', value: 'd' }] },
        ],
      }),
    ],
    expect: 'nothing',
  },
  found(
    'leaves a config without a route alone',
    config({ route: undefined, receivers: [{ name: 'a', webhookConfigs: [{}] }] }),
  ),
]);
