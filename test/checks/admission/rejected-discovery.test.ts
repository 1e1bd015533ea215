import { operator, prometheus, scrapeConfig } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const v3 = prometheus('monitoring/k8s', { version: 'v3.5.0' });
const v2 = prometheus('monitoring/k8s', { version: 'v2.45.0' });
const config = (spec: Raw): ReturnType<typeof scrapeConfig> => scrapeConfig('shop/web', spec);
const kubernetes = (entry: Raw): ReturnType<typeof scrapeConfig> => config({ kubernetesSDConfigs: [entry] });
const found = (it: string, stack: typeof v3, spec: Raw) => ({
  it,
  objects: [stack, config(spec)],
  expect: {},
});

table('rejected-discovery', [
  found('finds records without a port', v3, { dnsSDConfigs: [{ names: ['a'] }, { names: ['a'], type: 'A' }] }),
  found('finds a field that is too new', v2, { consulSDConfigs: [{ server: 'a', filter: 'x' }] }),
  found('finds a server without a scheme', v3, { kumaSDConfigs: [{ server: 'kuma:5676' }] }),
  found('finds Azure without its tenant', v3, { azureSDConfigs: [{ subscriptionID: 'x' }] }),
  found('finds an Azure method that is too new', v3, {
    azureSDConfigs: [{ authenticationMethod: 'WorkloadIdentity' }],
  }),
  found('finds PuppetDB without a scheme', v3, { puppetDBSDConfigs: [{ url: 'puppet' }] }),
  found('finds a role that is too new', v2, { openstackSDConfigs: [{ role: 'LoadBalancer' }] }),
  {
    it: 'finds a selector of a role that the discovery does not have',
    objects: [v3, kubernetes({ role: 'Pod', selectors: [{ role: 'Node', label: 'a=b' }] })],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds a label selector that cannot be read',
    objects: [v3, kubernetes({ role: 'Pod', selectors: [{ role: 'Pod', label: 'a==b==c' }] })],
    expect: {},
  },
  {
    it: 'finds its own namespace at another API server',
    objects: [v3, kubernetes({ role: 'Pod', apiServer: 'https://a', namespaces: { ownNamespace: true } })],
    expect: {},
  },
  {
    it: 'is silent about what is complete',
    objects: [
      v3,
      config({
        dnsSDConfigs: [{ names: ['a'], type: 'SRV' }, { names: ['a'], type: 'A', port: 80 }, { names: ['a'] }],
        consulSDConfigs: [{ server: 'consul:8500', filter: 'x' }],
        kumaSDConfigs: [{ server: 'http://kuma:5676' }],
        azureSDConfigs: [{ authenticationMethod: 'ManagedIdentity' }],
        httpSDConfigs: [{ url: 'http://sd/targets' }],
        kubernetesSDConfigs: [
          {
            role: 'EndpointSlice',
            selectors: [{ role: 'service', label: 'a=b,c in (d, e),!f,g', field: 'metadata.name=x' }],
          },
        ],
      }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent under an operator that reads less of it',
    objects: [
      v3,
      operator([], { image: 'q/prometheus-operator:v0.72.0' }),
      config({
        kubernetesSDConfigs: [{ role: 'Node', selectors: [{ role: 'Pod', label: 'a=b' }] }],
        consulSDConfigs: [{ server: 'consul:8500', filter: 'x' }],
      }),
    ],
    expect: 'nothing',
  },
]);
