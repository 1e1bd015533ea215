import { describe, expect, it } from '@jest/globals';
import { check } from '../../../../src/app/check.ts';
import { findings, repository } from '../../../repository.ts';

const OBJECTS = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Service
metadata: { name: till, namespace: shop, labels: { app: till } }
spec: { selector: { app: till }, ports: [{ name: http, port: 80 }] }
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: watch, namespace: eyes }
spec: { serviceMonitorSelector: { matchLabels: { team: till } }, serviceMonitorNamespaceSelector: {} }
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: till, namespace: shop, labels: { team: till } }
spec: { selector: { matchLabels: { app: till } }, endpoints: [{ port: http }] }
`;

/** What is found where one text of the objects is another, and a kustomization that cannot be built writes to `target`. */
async function found(from: string, to: string, target: string): Promise<{ errors: readonly string[]; text: string }> {
  expect(OBJECTS).toContain(from);
  const report = await check(
    await repository({
      'all.yaml': OBJECTS.replace(from, to),
      'kustomization.yaml': `resources: [all.yaml]\nreplacements: [{ source: { kind: Service }, targets: [{ ${target} }] }]\n`,
    }),
  );
  return { errors: findings(report).filter((line) => line.startsWith('error')), text: JSON.stringify(report) };
}

const OPEN = 'ServiceMonitor shop/till has $(replacement), and nothing among the files tells what it will be';

describe('a field that a replacement writes to', () => {
  it.each([
    ['{ app: till } }, endp', '{ app: HERE } }, endp', 'spec.selector.matchLabels.app'],
    ['{ app: till } }, endp', '{ app: "<here>" } }, endp', 'spec.selector.matchLabels.[app]'],
    ['port: http', 'port: HERE', 'spec.endpoints.0.port'],
    ['port: http', 'port: HERE', 'spec.endpoints.*.port'],
    ['port: http', 'port: HERE', 'spec.endpoints.[port=HERE].port'],
    ['labels: { team: till }', 'labels: { team: HERE }', 'metadata.labels.team'],
    ['labels: { team: till }', 'labels: { team: "<here>" }', 'metadata.labels.[team]'],
  ])('%s, %s: is unknown by %s', async (from, to, path) => {
    const { errors, text } = await found(from, to, `select: { kind: ServiceMonitor }, fieldPaths: ["${path}"]`);
    expect(errors).toEqual([]);
    expect(text).toContain(OPEN);
  });

  it.each([
    ['another kind', 'select: { kind: PodMonitor }, fieldPaths: [spec.endpoints.0.port]'],
    ['another name', 'select: { kind: ServiceMonitor, name: web }, fieldPaths: [spec.endpoints.0.port]'],
    ['another field', 'select: { kind: ServiceMonitor }, fieldPaths: [spec.endpoints.0.path]'],
    ['another item', 'select: { kind: ServiceMonitor }, fieldPaths: [spec.endpoints.1.port]'],
  ])('is judged as it stands where it is of %s', async (_what, target) => {
    const { errors, text } = await found('port: http', 'port: HERE', target);
    expect(errors.join()).toContain('port-name-mismatch');
    expect(text).not.toContain('$(replacement)');
  });
});
