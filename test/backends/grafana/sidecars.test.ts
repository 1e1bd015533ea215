import { describe, expect, it } from '@jest/globals';
import { dashboardSidecars, declaredSidecars } from '../../../src/backends/grafana/sidecars.ts';
import { grafana, kube } from '../../worlds.ts';

describe('a sidecar that a Grafana object declares', () => {
  it('is found in what grafana-operator makes a Deployment of, unless that is there', () => {
    const { body } = grafana('monitoring/main');
    const declared = kube({
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'Grafana',
      metadata: { namespace: 'monitoring', name: 'main' },
      spec: { deployment: body },
    });
    const [found, ...others] = declaredSidecars([declared], []);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      workload: { kind: 'Grafana', name: 'main' },
      label: 'grafana_dashboard',
      value: '1',
      namespaces: 'all',
      serviceAccount: 'grafana',
    });
    expect(declaredSidecars([declared], [grafana('monitoring/main-deployment')])).toEqual([]);
  });
});

describe('the namespaces of a sidecar', () => {
  it.each(['..', '.', '../../x', 'A b'])('are known only where they can be some: %j is none', (name) => {
    const [found] = dashboardSidecars([grafana('monitoring/grafana', { NAMESPACE: `${name},shop` })]);
    expect(found).toMatchObject({ namespaces: ['shop'], unknown: ['NAMESPACE is not a list of namespaces.'] });
  });
});
