import { prometheus, prometheusRule, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

table('prometheus-paused', [
  {
    it: 'finds a stack that is paused',
    objects: [prometheus('monitoring/k8s', { paused: true }), serviceMonitor('shop/web')],
    expect: {
      fix: { fields: [{ path: ['spec', 'paused'], was: true, becomes: false }] },
    },
  },
  {
    it: 'holds for rules too',
    objects: [prometheus('monitoring/k8s', { paused: true }), prometheusRule('shop/web')],
    expect: {},
  },
  {
    it: 'is silent about false',
    objects: [prometheus('monitoring/k8s', { paused: false }), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'is silent where nothing is said',
    objects: [prometheus('monitoring/k8s'), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
]);
