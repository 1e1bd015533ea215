import { namespace, probe, prometheus, service } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const asks = (url: string, more: Raw = {}) => probe('shop/pages', { prober: { url, ...more } });
const exporter = (spec: Raw = {}) =>
  service('monitoring/kps-blackbox-exporter', { ports: [{ name: 'http', port: 9115 }], ...spec });
const base = [prometheus('monitoring/k8s'), namespace('monitoring'), namespace('shop'), exporter()];

table('prober-missing', [
  {
    it: 'points at the Service that is there',
    objects: [...base, asks('blackbox-exporter.monitoring.svc:9115')],
    expect: {
      severity: 'error',
      about: 'Probe shop/pages',
      evidence: { lacks: 'service', candidates: ['kps-blackbox-exporter.monitoring.svc:9115'] },
      fix: { kind: 'patch' },
    },
  },
  {
    it: 'takes no other Service of the same program',
    objects: [...base, asks('blackbox-external.monitoring.svc:9115')],
    expect: { evidence: { candidates: ['kps-blackbox-exporter.monitoring.svc:9115'] }, fix: { kind: 'advise' } },
  },
  {
    it: 'takes the Service of which the name is a slip of the pen',
    objects: [...base, asks('kps-blackbox-exproter.monitoring.svc:9115')],
    expect: {
      fix: {
        kind: 'patch',
        fields: [{ path: ['spec', 'prober', 'url'], becomes: 'kps-blackbox-exporter.monitoring.svc:9115' }],
      },
    },
  },
  {
    it: 'is a warning among files, where the name is a slip of the pen',
    objects: [...base, asks('kps-blackbox-exproter.monitoring.svc:9115')],
    sight: { source: 'files' },
    expect: { severity: 'warning', evidence: { among: 'files' }, fix: { kind: 'patch' } },
  },
  {
    it: 'points at the port that it has',
    objects: [...base, asks('kps-blackbox-exporter.monitoring:19115')],
    expect: { evidence: { lacks: 'port', port: 19115, candidates: ['kps-blackbox-exporter.monitoring.svc:9115'] } },
  },
  {
    it: 'finds that no port is named, and 80 is asked',
    objects: [...base, asks('kps-blackbox-exporter.monitoring.svc.cluster.local')],
    expect: { evidence: { lacks: 'port', port: 80 } },
  },
  {
    it: 'names none where none is like it',
    objects: [...base, asks('prober.monitoring:9115')],
    expect: { severity: 'error', evidence: { candidates: [] }, fix: { kind: 'advise' } },
  },
  {
    it: 'is a warning among files, where the name of a release is missing',
    objects: [...base, asks('blackbox-exporter.monitoring.svc:9115')],
    sight: { source: 'files' },
    expect: { severity: 'warning', evidence: { among: 'files' }, fix: { kind: 'patch' } },
  },
  {
    it: 'is silent among files where one is like it: a chart may make the other',
    objects: [...base, asks('blackbox-external.monitoring.svc:9115')],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  {
    it: 'is silent among files where none is like it',
    objects: [...base, asks('prober.monitoring.svc:9115')],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  {
    it: 'finds a short name that only another namespace than that of Prometheus has',
    objects: [...base, service('shop/outside', { ports: [{ name: 'http', port: 9115 }] }), asks('outside:9115')],
    expect: {
      severity: 'warning',
      evidence: { lacks: 'service', namespace: 'monitoring', candidates: ['outside.shop.svc:9115'] },
    },
  },
  {
    it: 'is found among files of a short name that the namespace of the Probe has',
    objects: [...base, service('shop/outside', { ports: [{ name: 'http', port: 9115 }] }), asks('outside:9115')],
    sight: { source: 'files' },
    expect: { severity: 'warning', evidence: { among: 'files', candidates: ['outside.shop.svc:9115'] } },
  },
  {
    it: 'is silent among files about a short name that neither has: the Service next to Prometheus may be elsewhere',
    objects: [...base, service('pay/outside', { ports: [{ name: 'http', port: 9115 }] }), asks('outside:9115')],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  {
    it: 'is silent about a short name next to Prometheus',
    objects: [...base, asks('kps-blackbox-exporter:9115')],
    expect: 'nothing',
  },
  ...[
    'kps-blackbox-exporter.monitoring.svc:9115',
    'blackbox:9115',
    'prober.example.com:9115',
    'prober.example:9115',
    'exporter-0.blackbox.monitoring.svc:9115',
    '10.0.0.7:9115',
  ].map((url) => ({ it: `is silent about ${url}`, objects: [...base, asks(url)], expect: 'nothing' as const })),
  {
    it: 'is silent about a headless Service, which has any port',
    objects: [...base.slice(0, 3), exporter({ clusterIP: 'None' }), asks('kps-blackbox-exporter.monitoring:19115')],
    expect: 'nothing',
  },
  {
    it: 'is unknown where Services are hidden',
    objects: [...base, asks('blackbox-exporter.monitoring.svc:9115')],
    sight: { hidden: ['Service'] },
    expect: 'unknown',
  },
]);
