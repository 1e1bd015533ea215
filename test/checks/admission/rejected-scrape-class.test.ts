import { podMonitor, probe, prometheus, scrapeConfig, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s', { scrapeClasses: [{ name: 'mesh', default: true }, { name: 'plain' }] });

table('rejected-scrape-class', [
  {
    it: 'finds a class that is not defined, and takes it out',
    objects: [k8s, serviceMonitor('shop/web', { scrapeClass: 'Mesh' })],
    expect: {
      evidence: { wanted: 'Mesh', defined: ['mesh', 'plain'] },

      fix: { kind: 'patch', fields: [{ path: ['spec', 'scrapeClass'], was: 'Mesh', becomes: null }] },
    },
  },
  {
    it: 'finds it where none is defined, for every kind',
    objects: [prometheus('monitoring/k8s'), probe('shop/web', { scrapeClass: 'mesh' })],
    expect: {},
  },
  {
    it: 'finds it for a ScrapeConfig',
    objects: [prometheus('monitoring/k8s'), scrapeConfig('shop/web', { scrapeClass: 'mesh' })],
    expect: {},
  },
  {
    it: 'is silent about a class that is there',
    objects: [k8s, podMonitor('shop/web', { scrapeClass: 'plain' })],
    expect: 'nothing',
  },
  {
    it: 'is silent about the empty name',
    objects: [k8s, serviceMonitor('shop/web', { scrapeClass: '' })],
    expect: 'nothing',
  },
]);
