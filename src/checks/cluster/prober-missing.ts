import { defineClusterCheck } from '../check.ts';
import { refOf, title } from '../../kube/refs.ts';
import { missesIn } from './prober.ts';

/**
 * spec.prober.url of a Probe is "host" or "host:port", asked as it is (prometheus-operator v0.93.0
 * pkg/prometheus/promcfg.go, generateProbeConfig). It names a Service that is not there, or a port that it has not.
 */
export const proberMissing = defineClusterCheck({
  id: 'prober-missing',
  title: 'The prober of a Probe is no Service here',
  kinds: ['Probe'],
  reads: [
    { group: 'monitoring.coreos.com', kind: 'Probe', scope: 'namespace' },
    { group: '', kind: 'Service', scope: 'namespace' },
    { group: '', kind: 'Namespace', scope: 'cluster' },
  ],
  beside: true,
  find: ({ world }, asks) => {
    const probes = world.all('monitoring.coreos.com', 'Probe').filter((probe) => asks(refOf(probe)));
    const answers = probes.map((probe) => ({ probe, ...missesIn(world, probe) }));
    const hits = answers.flatMap(({ probe, evidence }) => (evidence ? [{ about: refOf(probe), evidence }] : []));
    const gaps = answers.flatMap((answer) => answer.gaps ?? []);
    return hits.length === 0 && gaps.length > 0 ? { unknown: gaps } : hits;
  },
  explain: ({ url, service, namespace, port, lacks, candidates, short, among, other }, about) => {
    const [only, second] = candidates;
    const becomes = only !== undefined && second === undefined && !other ? only : undefined;
    return {
      // The network of the nodes may know a short name.
      severity: short || among ? 'warning' : 'error',
      summary:
        lacks === 'service'
          ? `The prober of ${title(about)} is ${url}, and there is no Service ${service} in namespace ${namespace}${among ? ' among the files' : ''}.`
          : `The prober of ${title(about)} is ${url}, and Service ${namespace}/${service} has no port ${port}.`,
      because: [
        ...(candidates.length > 0 ? [`there is: ${candidates.join(', ')}`] : []),
        ...(short ? ['A name without a namespace is looked up in the namespace of Prometheus, not of the Probe.'] : []),
        'Prometheus asks the prober, and the prober asks the targets: without it all of them are down.',
      ],
      remedy: becomes === undefined ? 'Name the prober’s Service and port.' : `Set spec.prober.url: ${becomes}.`,
      fix:
        becomes === undefined
          ? {
              kind: 'advise',
              steps: ['Set spec.prober.url.'],
              whyNotAutomatic: 'Which Service is the prober is not known.',
            }
          : {
              kind: 'patch',
              object: about,
              fields: [{ path: ['spec', 'prober', 'url'], was: url, becomes }],
              risk: 'The probes come from another prober than the one that was written.',
            },
    };
  },
});
