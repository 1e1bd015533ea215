import { expect, it } from '@jest/globals';
import type { Severity } from '../../../src/model/index.ts';
import { checkText } from '../../../src/render/text/check.ts';
import { plain } from '../../../src/render/text/style.ts';
import { finding, gap, monitor, reportOf } from '../reports.ts';

const of = (severity: Severity): ReturnType<typeof finding> => finding({ severity, object: monitor(severity) });

it('ends with what is to be done: infos, the answer, warnings, what is unknown, errors, the summary', () => {
  const report = {
    ...reportOf({
      findings: [of('error'), of('warning'), of('info')],
      unknown: [
        { gap, touches: true },
        { check: 'no-endpoints', gap, touches: false },
      ],
    }),
    metrics: [{ metric: 'up', steps: ['not there'], found: false, objects: [], about: [] }],
    alerts: [],
    paths: [],
  };
  const heads = checkText(report, plain)
    .split('\n')
    .filter((line) => /^\S/.test(line));
  expect(
    heads.map((line) =>
      line
        .split(' ')
        .slice(0, 8)
        .join(' ')
        .split(/ {2,}|\(/)[0]
        ?.trim(),
    ),
  ).toEqual([
    'No Prometheus, PrometheusAgent or ThanosRuler found.',
    'not checked: 1',
    'info',
    'error',
    'warning',
    'unknown',
    'error',
    '1 error, 1 warning, 1 info, 1 unknown',
    'Run "promwire explain label-mismatch" for details.',
  ]);
});

it('has the fix of an info only where it is the answer to a question about that object', () => {
  const report = { ...reportOf({ findings: [of('info')] }), metrics: [], alerts: [], paths: [] };
  const { remedy } = of('info');
  expect(checkText(report, plain, { single: true, byName: true })).toContain(`  Fix: ${remedy}`);
  expect(checkText(report, plain, { single: true })).not.toContain('Fix:');
});
