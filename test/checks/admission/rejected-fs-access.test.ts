import { prometheus, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const deny = prometheus('monitoring/k8s', { arbitraryFSAccessThroughSMs: { deny: true } });
const monitor = (...endpoints: readonly Raw[]): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { endpoints });
const token = { port: 'http', bearerTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token' };

table('rejected-fs-access', [
  {
    it: 'finds a token file, and takes it out',
    objects: [deny, monitor(token)],
    expect: {
      evidence: { files: [{ field: 'spec.endpoints.0.bearerTokenFile', file: token.bearerTokenFile }] },

      fix: {
        kind: 'patch',
        fields: [{ path: ['spec', 'endpoints', '0', 'bearerTokenFile'], was: token.bearerTokenFile, becomes: null }],
      },
    },
  },
  {
    it: 'finds every file of every endpoint',
    objects: [deny, monitor({ port: 'http' }, { tlsConfig: { caFile: '/ca', certFile: '/crt', keyFile: '/key' } })],
    expect: {},
  },
  {
    it: 'says which of the two stacks of OpenShift was meant, and who made the monitor',
    objects: [
      prometheus('openshift-user-workload-monitoring/user-workload', { arbitraryFSAccessThroughSMs: { deny: true } }),
      serviceMonitor(
        'shop/web',
        { endpoints: [token] },
        { ownerReferences: [{ apiVersion: 'shop.example/v1', kind: 'ShopConfig', name: 'main', controller: true }] },
      ),
    ],
    expect: {},
  },
  {
    it: 'is silent about Secrets',
    objects: [deny, monitor({ authorization: { credentials: { name: 's', key: 'k' } } })],
    expect: 'nothing',
  },
  {
    it: 'is silent about an empty name',
    objects: [deny, monitor({ bearerTokenFile: '', tlsConfig: { caFile: '' } })],
    expect: 'nothing',
  },
  {
    it: 'is silent where files are allowed',
    objects: [prometheus('monitoring/k8s'), monitor(token)],
    expect: 'nothing',
  },
]);
