import { CERTIFICATE, KEY, OTHER_KEY } from '../../differential/pki.ts';
import { holder, podMonitor, probe, prometheus, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const secret = (texts: Readonly<Record<string, string>>): ReturnType<typeof holder> =>
  holder('Secret', 'shop/tls', texts);
const from = (key: string): Raw => ({ secret: { name: 'tls', key } });
const monitor = (tlsConfig: Raw): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { endpoints: [{ port: 'https', tlsConfig }] });
const both = { cert: from('crt'), keySecret: { name: 'tls', key: 'key' } };

table('rejected-bad-tls', [
  {
    it: 'finds a ca that is not PEM',
    objects: [k8s, secret({ ca: 'not a certificate' }), monitor({ ca: from('ca') })],
    expect: {
      fix: { kind: 'advise' },
    },
  },
  {
    it: 'finds a key where a ca belongs, in a ConfigMap',
    objects: [
      k8s,
      holder('ConfigMap', 'shop/tls', { ca: KEY }),
      probe('shop/web', { tlsConfig: { ca: { configMap: { name: 'tls', key: 'ca' } } } }),
    ],
    expect: {},
  },
  {
    it: 'finds a certificate and a key that are not a pair',
    objects: [k8s, secret({ crt: CERTIFICATE, key: OTHER_KEY }), monitor(both)],
    expect: {},
  },
  {
    it: 'finds a certificate without a key',
    objects: [
      k8s,
      secret({ crt: CERTIFICATE }),
      podMonitor('shop/web', { podMetricsEndpoints: [{ tlsConfig: { cert: from('crt') } }] }),
    ],
    expect: {},
  },
  {
    it: 'finds a key without a certificate, though both may be files',
    objects: [k8s, monitor({ keyFile: '/key' })],
    expect: {},
  },
  {
    it: 'finds a Secret and a file for one thing',
    objects: [k8s, monitor({ ca: from('ca'), caFile: '/ca' })],
    expect: {},
  },
  {
    it: 'finds versions the wrong way round',
    objects: [k8s, monitor({ minVersion: 'TLS13', maxVersion: 'TLS12' })],
    expect: {},
  },
  {
    it: 'is silent about a pair that fits, and a ca',
    objects: [k8s, secret({ crt: CERTIFICATE, key: KEY, ca: CERTIFICATE }), monitor({ ca: from('ca'), ...both })],
    expect: 'nothing',
  },
  {
    it: 'is silent about empty content, which counts as none',
    objects: [k8s, secret({ crt: '', key: KEY, ca: '' }), monitor({ ca: from('ca'), ...both })],
    expect: 'nothing',
  },
  {
    it: 'leaves a Secret that is missing to another check',
    objects: [k8s, monitor({ ca: from('ca') })],
    expect: 'nothing',
  },
  {
    it: 'is silent about files',
    objects: [k8s, monitor({ certFile: '/c', keyFile: '/k', caFile: '/a' })],
    expect: 'nothing',
  },
]);
