import type { KubeObject } from '../../../src/model/index.ts';
import { service, workload } from '../../worlds.ts';
import { table } from '../table.ts';

const labels = { app: 'kuberhealthy' };
const installed = (tag: string, env: readonly { readonly name: string; readonly value: string }[]): KubeObject[] => {
  const deployment = structuredClone(
    workload('kh/kuberhealthy', `kuberhealthy/kuberhealthy:${tag}`, labels),
  ) as unknown as {
    body: { spec: { template: { spec: { containers: [Record<string, unknown>] } } } };
  };
  deployment.body.spec.template.spec.containers[0]['env'] = env;
  return [deployment as unknown as KubeObject, service('kh/kuberhealthy', { selector: labels }, { labels })];
};
const SUPPRESS = 'KH_PROM_SUPPRESS_ERROR_LABEL';
const CUT = 'KH_PROM_ERROR_LABEL_MAX_LENGTH';

table('error-texts-suppressed', [
  ...['true', '1', 'T'].map((value) => ({
    it: `says what is lost where texts are left out by ${value}`,
    objects: installed('v3.0.13', [{ name: SUPPRESS, value }]),
    expect: { severity: 'info' as const, about: 'Deployment kh/kuberhealthy', evidence: { variable: SUPPRESS } },
  })),
  {
    it: 'says it where they are cut before they tell',
    objects: installed('v3.0.13', [{ name: CUT, value: '20' }]),
    expect: { evidence: { variable: CUT, value: '20' } },
  },
  {
    it: 'is silent about the values of upstream’s manifests',
    objects: installed('v3.0.13', [
      { name: SUPPRESS, value: 'false' },
      { name: CUT, value: '0' },
    ]),
    expect: 'nothing',
  },
  {
    it: 'is silent about a length that leaves enough',
    objects: installed('v3.0.13', [{ name: CUT, value: '64' }]),
    expect: 'nothing',
  },
  {
    it: 'is silent about version 2, which has no such variable',
    objects: installed('v2.7.1', [{ name: SUPPRESS, value: 'true' }]),
    expect: 'nothing',
  },
]);
