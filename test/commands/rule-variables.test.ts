import { expect, it } from '@jest/globals';
import { check } from './ask.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec: {serviceAccountName: prometheus, ruleSelector: {}, ruleNamespaceSelector: {}}
---
`;
const rule = (...exprs: readonly string[]): string => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: web, namespace: shop}
spec:
  groups:
  - name: web
    rules:
${exprs.map((expr, i) => `    - alert: A${i}\n      expr: ${expr}\n`).join('')}`;

it.each(['web_latency > ${LIMIT}', 'rate(web_total[${WINDOW}]) > 5', 'web_up == ${LIMIT} and web_up'])(
  'a variable of Flux in an expression is unknown, by its name, and no error: %s',
  async (expr) => {
    const { out, code } = await check(STACK + rule(expr));
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /spec\.groups\[0\]\.rules\[0\]\.expr \(alert A0\): \$\{(?:LIMIT|WINDOW)\} stands in it, and nothing among the files tells what it will be\./,
    );
    expect(out).not.toContain('rule-invalid');
    expect(code).toBe(3);
  },
);

it('what is wrong beside it is told', async () => {
  const { out } = await check(rule('web_latency > ${LIMIT}', 'rate(web_total[5m) > 1'));
  expect(out).toContain('rule-invalid');
  expect(out).toContain('(alert A1)');
  expect(out).not.toContain('(alert A0)');
});
