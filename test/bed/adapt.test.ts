import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { mapPaths } from './mounts.ts';
import { adaptConfig, adaptRules } from './prometheus-config.ts';
import { changingErrors, passingV2, recording } from './recordings.ts';

const paths = [
  ['/etc/prometheus/config', '/tmp/c'],
  ['/etc/prometheus/config_out', '/tmp/o'],
] as const;

describe('mapPaths', () => {
  it.each([
    ['--config.file=/etc/prometheus/config_out/prometheus.env.yaml', '--config.file=/tmp/o/prometheus.env.yaml'],
    ['/etc/prometheus/config', '/tmp/c'],
    ['/etc/prometheus/configuration', '/etc/prometheus/configuration'],
    ['nothing', 'nothing'],
  ])('%s', (text, expected) => {
    expect(mapPaths(text, paths)).toBe(expected);
  });
});

describe('adaptConfig', () => {
  const generated = `
global: {scrape_interval: 30s, external_labels: {replica: $(POD_NAME)}}
scrape_configs:
- job_name: a
  scrape_interval: 15s
  kubernetes_sd_configs: [{role: endpoints, namespaces: {names: [x]}}]
  relabel_configs: [{source_labels: [__tmp_hash], regex: $(SHARD), action: keep}]
`;
  const adapted: unknown = parse(
    adaptConfig(generated, {
      paths: [],
      apiServer: { url: 'https://api', caFile: '/ca', tokenFile: '/token' },
      interval: '1s',
    }),
  );

  it('points discovery at the API server and shortens', () => {
    expect(adapted).toEqual({
      global: {
        scrape_interval: '1s',
        scrape_timeout: '1s',
        evaluation_interval: '1s',
        external_labels: { replica: '$(POD_NAME)' },
      },
      scrape_configs: [
        {
          job_name: 'a',
          scrape_interval: '1s',
          scrape_timeout: '1s',
          kubernetes_sd_configs: [
            {
              role: 'endpoints',
              namespaces: { names: ['x'] },
              api_server: 'https://api',
              authorization: { type: 'Bearer', credentials_file: '/token' },
              tls_config: { ca_file: '/ca' },
            },
          ],
          relabel_configs: [{ source_labels: ['__tmp_hash'], regex: '$(SHARD)', action: 'keep' }],
        },
      ],
    });
  });

  it('shortens the hold of alerts that have one', () => {
    const rules =
      'groups: [{name: g, rules: [{alert: A, expr: up, for: 5m}, {alert: B, expr: up}, {record: c, expr: up}]}]';
    expect(parse(adaptRules(rules, { hold: '2s', interval: '1s' }))).toEqual({
      groups: [
        {
          name: 'g',
          interval: '1s',
          rules: [
            { alert: 'A', expr: 'up', for: '2s' },
            { alert: 'B', expr: 'up' },
            { record: 'c', expr: 'up' },
          ],
        },
      ],
    });
  });
});

describe('recordings', () => {
  it('makes a passing version 2', () => {
    expect(passingV2().match(/^kuberhealthy_check\{.*\} 1$/gm)).toHaveLength(2);
    expect(passingV2()).toContain('kuberhealthy_cluster_state 1\n');
    expect(passingV2()).not.toContain('timed out');
  });

  it.each(['v3/03-dns-failing', 'v3/05-deployment-timing-out', 'v2/02-two-checks-failing'] as const)(
    'gives %s another error text at every call, the same ones in every run',
    (name) => {
      const text = changingErrors(recording(name));
      const [first, second] = [text(), text()];
      expect(first).not.toBe(second);
      expect(changingErrors(recording(name))()).toBe(first);
      const blank = (metrics: string): string => metrics.replaceAll(/error="[^"]+"/g, 'error="x"');
      expect(blank(first)).toBe(blank(recording(name)));
    },
  );
});
