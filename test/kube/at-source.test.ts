import { describe, expect, it } from '@jest/globals';
import { atSource } from '../../src/kube/at-source.ts';
import { umbrellasOf } from '../../src/kube/chart-of.ts';
import { serviceMonitor } from '../worlds.ts';
import type { Meta } from '../worlds.ts';

const set = { set: { release: 'kps' }, remove: [] };
const kuberhealthy = {
  name: 'kuberhealthy/kuberhealthy',
  monitorLabels: { release: 'prometheus.serviceMonitor.release' },
};

const installed = (release: string, chart?: string): Meta => ({
  labels: { 'app.kubernetes.io/managed-by': 'Helm', ...(chart === undefined ? {} : { 'helm.sh/chart': chart }) },
  annotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': 'obs' },
});

describe('a chart that is known from the application', () => {
  const commands = (chart?: string): readonly string[] | undefined =>
    atSource(serviceMonitor('obs/kh', {}, installed('mine', chart)), set, umbrellasOf([]), kuberhealthy)?.commands;

  it.each([[undefined], ['kuberhealthy-104'], ['kuberhealthy-x']])(
    'is what its release installs, where the object names %s',
    (chart) => {
      expect(commands(chart)?.join('\n')).toContain('helm upgrade mine kuberhealthy/kuberhealthy -n obs');
    },
  );

  it('is not what a release of another chart installs', () => {
    expect(commands('my-monitors-1.0.0')).toEqual([
      'helm show values my-monitors --version 1.0.0 | grep -n -i -A5 servicemonitor',
    ]);
    expect(commands('my-monitors')?.join('\n')).not.toContain('upgrade');
  });
});
