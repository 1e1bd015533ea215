import { defineClusterCheck } from '../check.ts';
import { takes } from '../../backends/grafana/dashboards.ts';
import { datasourceSidecars } from '../../backends/grafana/sidecars.ts';
import { groupBy } from '../../kube/group.ts';
import { numberAt, objectAt, objectsAt, stringAt, trueAt } from '../../kube/json.ts';
import { compareRefs, refOf, title } from '../../kube/refs.ts';
import type { KubeObject } from '../../model/index.ts';
import type { World } from '../../world/world.ts';
import { DASHBOARDS } from '../../world/reads.ts';

/** Two provisioned datasources of one organisation are the default: Grafana refuses all of its files. */
export const datasourceTwoDefaults = defineClusterCheck({
  id: 'datasource-two-defaults',
  title: 'Two provisioned datasources are the default',
  kinds: ['ConfigMap'],
  reads: DASHBOARDS,
  beside: true,
  find: ({ world }) =>
    ['Deployment', 'StatefulSet']
      .flatMap((kind) => world.all('apps', kind))
      .toSorted((a, b) => compareRefs(refOf(a), refOf(b)))
      .flatMap((workload) => {
        const maps = provisioning(world, workload);
        const groups = groupBy(maps.flatMap(defaultsOf), ({ org }) => org);
        return [...groups].flatMap(([org, all]) => {
          const [first] = all;
          if (!first || all.length < 2) return [];
          const names = all.map(({ name, of }) => `"${name}" of ${title(of)}`);
          return [
            {
              about: first.of,
              speaksFor: all.map(({ of }) => of),
              evidence: { grafana: title(refOf(workload)), org, names: names.slice(0, MOST), count: all.length },
            },
          ];
        });
      }),
  explain: ({ grafana, org, names, count }) => ({
    summary: `${count} provisioned datasources of ${grafana} are the default${org === 1 ? '' : ` of organisation ${org}`}: ${names.join(', ')}.`,
    because: [
      'Of an organisation one datasource may have isDefault: true. With two Grafana takes none of the files, and does not start.',
      'Its log says "Only one datasource per organization can be marked as default".',
    ],
    remedy: 'Set isDefault: false in all of them but one.',
    fix: {
      kind: 'advise',
      steps: [
        'Set isDefault: false in all of them but one. Of kube-prometheus-stack it is grafana.sidecar.datasources.isDefaultDatasource, or defaultDatasourceEnabled=false leaves its own out.',
      ],
      whyNotAutomatic: 'Which one is to be the default is for the owners to say.',
    },
  }),
});

/** So many are named. */
const MOST = 5;

/** The ConfigMaps with datasources that a Grafana is given: by its sidecar, and that of its chart, which is mounted. */
function provisioning(world: World, workload: KubeObject): readonly KubeObject[] {
  const [sidecar] = datasourceSidecars(workload);
  if (!sidecar) return [];
  const { name, namespace } = workload.metadata;
  return world
    .all('', 'ConfigMap')
    .filter((map) => defaultsOf(map).length > 0)
    .filter(
      (map) => takes(sidecar, map) === 'taken' || (map.metadata.name === name && map.metadata.namespace === namespace),
    )
    .toSorted((a, b) => compareRefs(refOf(a), refOf(b)));
}

interface Default {
  readonly name: string;
  readonly org: number;
  readonly of: ReturnType<typeof refOf>;
}

function defaultsOf(map: KubeObject): readonly Default[] {
  return Object.values(objectAt(map.body, 'facts', 'keys') ?? {})
    .flatMap((fact) => objectsAt(fact, 'datasources'))
    .filter((each) => trueAt(each, 'isDefault'))
    .map((each) => ({
      name: stringAt(each, 'name') ?? '',
      // Grafana v12 pkg/services/provisioning/datasources/types.go: 0 is the first organisation.
      org: numberAt(each, 'orgId') || 1,
      of: refOf(map),
    }));
}
