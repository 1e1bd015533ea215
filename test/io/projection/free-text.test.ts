import { describe, expect, it } from '@jest/globals';
import { project } from '../../../src/io/projection/index.ts';

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

  it.each(['(https?://)[^:]+:[^@]+@(.*)', 'a://(.+)@b', 'a:b@sha256:c'])(
    'of a relabeling that takes credentials apart stays valid: %s',
    (regex) => {
      const spec = { endpoints: [{ relabelings: [{ regex }] }] };
      expect(kept(monitoring, 'ServiceMonitor', spec)).toEqual(spec);
    },
  );

  it('of a proxy without a scheme holds no login, and is still an URL to Go', () => {
    const spec = { endpoints: [{ proxyUrl: 'me:hush@proxy:3128' }] };
    expect(kept(monitoring, 'ServiceMonitor', spec)).toEqual({ endpoints: [{ proxyUrl: 'redacted:***@proxy:3128' }] });
  });
});
