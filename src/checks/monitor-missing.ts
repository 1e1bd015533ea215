import { defineClusterCheck } from '../engine/check.ts';
import { DISCOVERY, SELECTION } from '../engine/reads.ts';
import { nameOf } from '../engine/refs.ts';

/** A known application runs, and no monitor of any kind reaches its Service. */
export const monitorMissing = defineClusterCheck({
  id: 'monitor-missing',
  title: 'Nothing monitors this application',
  kinds: ['Service'],
  reads: [...SELECTION, ...DISCOVERY],
  find: (context) => {
    const { world, stacks, apps } = context;
    const [stack] = stacks;
    if (apps.length === 0 || !stack) return [];
    const gaps = ['ServiceMonitor', 'PodMonitor'].flatMap((kind) => world.gaps('monitoring.coreos.com', kind));
    const unwatched = apps
      .flatMap((app) => app.services.map((service) => ({ app, service })))
      .filter(({ service }) => !context.reaching(service).length);
    if (unwatched.length === 0) return [];
    if (gaps.length > 0) return { unknown: gaps };
    return unwatched.map(({ app, service }) => ({
      about: service,
      evidence: { application: app.title, variant: app.variant, service: nameOf(service), port: app.port },
    }));
  },
  explain: ({ application, service, port }, about) => ({
    summary: `${application} runs in ${about.namespace ?? ''}, and no ServiceMonitor or PodMonitor reaches its Service ${service}.`,
    because: [
      `Service ${service} offers metrics on port ${port}.`,
      'The monitor was never made: the chart has none, its value is off, or it was rendered where the API was not known.',
    ],
    remedy: 'Run promwire setup, or promwire generate for the manifests.',
    fix: {
      kind: 'advise',
      steps: ['promwire setup'],
      whyNotAutomatic:
        'Which labels and which namespace the monitor needs depends on the stack that is chosen; setup computes and shows them.',
    },
  }),
});
