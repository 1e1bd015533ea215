import { defineCheck } from '../check.ts';
import { meshBarriersOf } from '../../backends/prometheus-operator/running/mesh-barriers.ts';
import { addressOf } from '../../backends/prometheus-operator/running/down.ts';
import { groupBy } from '../../kube/group.ts';
import { nameOf } from '../../kube/refs.ts';
import { DISCOVERY, MESH, SELECTION } from '../../world/reads.ts';
import { sharedLabels } from './admitting-policy.ts';
import { meshWords } from './mesh-words.ts';

/** The pods are in a service mesh that lets no request in plain text in, and Prometheus is outside of it. */
export const meshRefusesPlainText = defineCheck({
  id: 'mesh-refuses-plain-text',
  title: 'A service mesh takes no plain text from Prometheus',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY, ...MESH],
  find: (pair, context) => {
    if (!context.selected(pair.object, pair.stack)) return [];
    const { found, gaps } = meshBarriersOf(pair, context);
    if (gaps.length > 0) return { unknown: gaps };
    const byPolicy = groupBy(found, ({ mesh, by, policies, value }) =>
      JSON.stringify([mesh, by, value ?? policies.map(nameOf)]),
    );
    return [...byPolicy.values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { mesh, by, policies, action, value, target, ambient } = first;
      const lastError = group.flatMap((barrier) => barrier.lastError ?? [])[0];
      return [
        {
          mesh,
          by,
          policies: policies.map(nameOf),
          ...(action === undefined ? {} : { action }),
          ...(value === undefined ? {} : { value }),
          ...(ambient ? { ambient } : {}),
          namespace: target.pod?.namespace ?? '',
          targets: new Set(group.map((barrier) => addressOf(barrier.target))).size,
          ports: [...new Set(group.map((barrier) => barrier.target.port))].sort((a, b) => a - b),
          paths: [...new Set(group.map(({ path }) => path))].sort(),
          podLabels: sharedLabels(context.world, group),
          ...(lastError === undefined ? {} : { lastError }),
        },
      ];
    });
  },
  explain: meshWords,
});
