import { describe, expect, it } from '@jest/globals';
import { project } from '../../../src/io/projection/index.ts';
import { scrubWords } from '../../../src/io/projection/scrub-text.ts';

const kept = (apiVersion: string, kind: string, spec: object): unknown => {
  const object = project({ apiVersion, kind, metadata: { name: 'x' }, spec }, { source: 'cluster' });
  if ('invalid' in object) throw new Error(object.invalid);
  return object.body['spec'];
};
const monitoring = 'monitoring.coreos.com/v1';

describe('free text', () => {
  it('of rules’ annotations is as long as it was, and holds the templates alone', () => {
    const rule = (text: string): object => ({ groups: [{ rules: [{ alert: 'A', annotations: { text } }] }] });
    expect(kept(monitoring, 'PrometheusRule', rule('größe ab1: {{ $labels.x }} https://h/?a=b\n{{ bad'))).toEqual(
      rule('xxxxxxx xxx: {{ $labels.x }} xxxxx://x/?x=x\n{{ bad'),
    );
  });

  it.each([
    ['Bearer HUNTER47', 'Bearer redacted'],
    ['(?:Bearer hUNTER47==|x)', '(?:Bearer redacted|x)'],
    ['glpat-abcdefghijklmnop12.*', 'redacted.*'],
  ])('of a relabeling holds no token: %s', (regex, without) => {
    expect(kept(monitoring, 'ServiceMonitor', { endpoints: [{ relabelings: [{ regex }] }] })).toEqual({
      endpoints: [{ relabelings: [{ regex: without }] }],
    });
  });

  it.each(['--labels=token=HUNTER27', '--a=b=password=HUNTER27', 'client_secret="HUNTER27'])(
    'holds no password behind its name, wherever that is: %s',
    (text) => {
      expect(scrubWords(text)).toMatch(/(?:token|password|client_secret)=\*\*\*$/);
    },
  );

  it.each([
    '(https?://)[^:]+:[^@]+@(.*)',
    'a://(.+)@b',
    'a:b@sha256:c',
    'Bearer (.+)',
    'Bearer [0-9a-f]+',
    'Bearer token',
  ])('of a relabeling that takes credentials apart stays valid: %s', (regex) => {
    const spec = { endpoints: [{ relabelings: [{ regex }] }] };
    expect(kept(monitoring, 'ServiceMonitor', spec)).toEqual(spec);
  });

  it('of a proxy without a scheme holds no login, and is still an URL to Go', () => {
    const spec = { endpoints: [{ proxyUrl: 'me:hush@proxy:3128' }] };
    expect(kept(monitoring, 'ServiceMonitor', spec)).toEqual({ endpoints: [{ proxyUrl: 'redacted:***@proxy:3128' }] });
  });

  it('that relabelings and static labels put into a parameter named like a credential is hidden', () => {
    const spec = (secret: string): object => ({
      relabelings: [
        ...['token', 'api_key', 'password', 'key', 'auth'].map((name) => ({
          targetLabel: `__param_${name}`,
          replacement: secret,
        })),
        { targetLabel: 'api_token', replacement: secret },
        { targetLabel: '__param_key', replacement: '$1' },
        { targetLabel: '__param_module', replacement: 'http_2xx' },
      ],
      staticConfigs: [{ targets: ['h:1'], labels: { __param_auth: secret, __param_module: 'icmp' } }],
    });
    expect(kept('monitoring.coreos.com/v1alpha1', 'ScrapeConfig', spec('hush'))).toEqual(spec('***'));
  });

  it('of labels of alerts holds no credential, and tells that there is one', () => {
    const spec = (
      secret: string,
      masked: string,
      hook = `https://hooks.slack.com/services/T0/B0/${secret}`,
    ): object => ({
      groups: [
        {
          labels: { api_token: secret, team: 'shop' },
          rules: [
            {
              alert: 'A',
              labels: {
                ...{ severity: 'page', token: secret, password: secret, routing_key: secret, api_key: secret },
                ...{ webhook: masked || hook, link: masked || hook, webhook_url: masked || `http://h/${secret}` },
                ...{
                  summary_url: 'https://wiki/a',
                  secret_name: 'db',
                  hook: 'shop',
                  key: masked || `a1${secret.repeat(4)}`,
                },
                login: masked || `https://me:${secret}@h/x`,
              },
            },
          ],
        },
      ],
    });
    expect(kept(monitoring, 'PrometheusRule', spec('hush', ''))).toEqual(spec('***', '***'));
  });

  it('of a label that is made of a template and a credential is the template', () => {
    const spec = (token: string): object => ({ groups: [{ rules: [{ alert: 'A', labels: { token } }] }] });
    expect(kept(monitoring, 'PrometheusRule', spec('ab1-{{ $labels.x }}'))).toEqual(spec('xxx-{{ $labels.x }}'));
  });

  it('of a matcher of a route that compares credentials is hidden, and what asks for any stays', () => {
    const spec = (value: string): object => ({
      route: {
        matchers: [
          { name: 'token', value, matchType: '=' },
          { name: 'token', value: '.+', matchType: '=~' },
          { name: 'team', value: 'shop' },
        ],
      },
    });
    expect(kept('monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig', spec('hush'))).toEqual(spec('***'));
  });

  it('of the details of a receiver is hidden', () => {
    const spec = (value: string): object => ({
      receivers: [{ name: 'r', pagerdutyConfigs: [{ details: [{ key: 'token', value }] }] }],
    });
    expect(kept('monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig', spec('hush'))).toEqual(spec('***'));
  });
});

describe('words with credentials', () => {
  it.each([
    'X-Api-Key: HUSH1',
    '{"password":"HUSH","token": "HUSH"}',
    '{\\"password\\":\\"HUSH\\"}',
    'password: HUSH',
    'Cookie: session=HUSH; b=HUSH',
    'Authorization: Bearer HUSH',
    'map[X-Api-Key:[HUSH]]',
    'password: correct HUSH battery HUSH',
    'basic auth failed for a, password: word HUSH, b',
    'error: password:HUSH1',
    'Authorization: Basic HUSHdXNlcjpw',
    'Proxy-Authorization: Basic HUSHword',
    'sent Basic HUSHdXNlcjpwYXNz',
    'Post "https://hooks.slack.com/services/T0/B0/HUSH": EOF',
    'https://discord.com/api/webhooks/1/HUSH',
    'https://a.webhook.office.com/webhookb2/HUSH',
    'https://outlook.office.com/webhook/HUSH',
    'https://api.telegram.org/bot1:HUSH/send',
    'https://events.pagerduty.com/integration/HUSH/enqueue',
    'https://prod-1.westeurope.logic.azure.com:443/workflows/HUSH/triggers?sig=HUSH',
    'got xoxb-HUSH-HUSH-HUSH from Slack',
    'glpat-HUSHHUSHHUSHHUSHHUSH',
  ])('are hidden: %s', (text) => {
    expect(scrubWords(text)).not.toContain('HUSH');
  });

  it.each([
    'failed to get password: secret x is not there',
    'dial tcp token-service:8080: refused',
    'secret: object "a" not registered',
    'pulling image "r/secret-store:v1.2"',
    'unable to read password: open /etc/x: no such file or directory',
    'invalid token: unexpected EOF behind it',
    'server wants Basic authentication',
    'see https://hooks.example.com/docs and https://discord.com/developers',
    'dial tcp 10.0.0.1:80: connect: connection refused',
  ])('are no sentences: %s', (text) => {
    expect(scrubWords(text)).toBe(text);
  });

  it.each([
    'a',
    'token: ',
    '"',
    '\\',
    ' ',
    '"token": "',
    'cookie: ',
    'authorization: a ',
    'token: a  ',
    'a:',
    'Cookie: a=',
  ])('take no time: %j', (part) => {
    const started = performance.now();
    scrubWords(part.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});
