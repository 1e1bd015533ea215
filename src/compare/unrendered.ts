/** Charts that a tool of the repository installs otherwise than before, and that are not rendered here. */
import { groupBy } from '../kube/group.ts';
import { keyOf, title } from '../kube/refs.ts';
import type { Release, Unsettled } from '../model/index.ts';
import { placeOf } from './side.ts';
import type { Side } from './side.ts';

/** What the chart makes is not among the objects, so neither is what a change of it costs. */
export function unrendered(base: Side, head: Side): readonly Unsettled[] {
  const before = groupBy(releasesOf(base), ({ by }) => keyOf(by));
  return releasesOf(head).flatMap((release) => {
    // A chart brings others with it.
    const all = before.get(keyOf(release.by)) ?? [];
    const was = all.find(({ chart }) => chart === release.chart) ?? all[0];
    if (!was || release.local === 'rendered' || contents(was) === contents(release)) return [];
    const chart = release.chart === '' ? '' : ` of chart ${release.chart}`;
    const versions =
      was.version === release.version ? '' : ` (${was.version ?? 'no version'}, now ${release.version ?? 'none'})`;
    return [
      {
        object: release.by,
        summary: `${title(release.by)}${chart} changed${versions}: it may change what is not seen here.`,
        because: [],
        checks: [],
        remedy: 'Render both versions (helm template), and compare the two.',
        ...placeOf(head, 'head', release.origin),
      },
    ];
  });
}

function releasesOf({ analysis }: Side): readonly Release[] {
  return analysis.world.snapshot.releases ?? [];
}

function contents({ chart, version, repository, layers }: Release): string {
  return JSON.stringify([chart, version, repository, layers.map(({ values }) => values)]);
}
