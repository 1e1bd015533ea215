import { grafanaOperators, sees } from './operators.ts';
import type { GrafanaOperator } from './operators.ts';
import { at, trueAt } from '../../kube/json.ts';
import { mayShare, refOf, title } from '../../kube/refs.ts';
import { decodeSelector, printRequirement, selects } from '../../kube/selector.ts';
import { hiding, hidingWhereRead } from '../../world/hiding.ts';
import type { World } from '../../world/world.ts';
import type { Gap, KubeObject } from '../../model/index.ts';

const GROUP = 'grafana.integreatly.org';

/** Does an operator that runs here see both it and a Grafana that it selects? `yes` where none is seen to run. */
export function sightOf(
  dashboard: KubeObject,
  world: World,
): {
  readonly dashboard: KubeObject;
  readonly sight: 'yes' | 'no' | 'unknown';
  readonly operators: readonly GrafanaOperator[];
} {
  const operators = grafanaOperators(world.all('apps', 'Deployment'));
  const space = ({ metadata }: KubeObject): KubeObject | undefined =>
    world.get({ apiVersion: 'v1', kind: 'Namespace', name: metadata.namespace ?? '' });
  const answers = operators.flatMap((operator) =>
    grafanasFor(dashboard, world.all(GROUP, 'Grafana'))
      .filter(({ here, fits }) => here && fits)
      .map(({ grafana }) => [dashboard, grafana].map((object) => sees(operator, object, space(object))))
      .map((both) => (both.includes('no') ? 'no' : both.includes('unknown') ? 'unknown' : 'yes')),
  );
  const sight =
    operators.length === 0 || answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
  return { dashboard, sight, operators };
}

/** Why it is not known what an operator watches. */
export function openAbout(operator: GrafanaOperator): Gap {
  const { kind, namespace = '' } = operator.workload;
  const why = operator.unknown[0] ?? 'The namespace that decides was not read.';
  return {
    reason: 'unreachable',
    reads: { group: 'apps', kind, namespace },
    sentence: `What ${title(operator.workload)} watches is not known: ${why}`,
  };
}

interface Candidate {
  readonly grafana: KubeObject;
  readonly here: boolean;
  readonly fits: boolean;
}

/** Every Grafana, and whether a dashboard may look where it is, and selects it. */
export function grafanasFor(dashboard: KubeObject, grafanas: readonly KubeObject[]): readonly Candidate[] {
  const selector = decodeSelector(at(dashboard.body, 'spec', 'instanceSelector'), 'nothing');
  const anywhere = trueAt(dashboard.body, 'spec', 'allowCrossNamespaceImport');
  return grafanas.map((grafana) => ({
    grafana,
    here: anywhere || mayShare(grafana.metadata.namespace, dashboard.metadata.namespace),
    fits: selects(selector, grafana.metadata.labels),
  }));
}

/** What a dashboard asks for, and what the Grafanas that there are have. */
export function evidenceOf(
  dashboard: KubeObject,
  grafanas: readonly KubeObject[],
): { wants: string; grafanas: readonly string[]; elsewhere: readonly string[]; unseen: boolean } {
  const selector = decodeSelector(at(dashboard.body, 'spec', 'instanceSelector'), 'nothing');
  const candidates = grafanasFor(dashboard, grafanas);
  const here = candidates.filter((each) => each.here).map(({ grafana }) => grafana);
  const away = candidates.filter((each) => each.fits && !each.here).map(({ grafana }) => title(refOf(grafana)));
  const anywhere = trueAt(dashboard.body, 'spec', 'allowCrossNamespaceImport');
  const none = `There is no Grafana object${anywhere ? ' at all' : ` in namespace ${dashboard.metadata.namespace ?? ''}`}.`;
  return {
    wants: selector.kind === 'matching' ? selector.requirements.map(printRequirement).join(', ') : selector.kind,
    grafanas: here.length === 0 ? [none] : here.slice(0, 5).map(printLabels),
    elsewhere: away,
    unseen: false,
  };
}

function printLabels(grafana: KubeObject): string {
  const labels = Object.entries(grafana.metadata.labels).map(([key, value]) => `${key}=${value}`);
  return `${title(refOf(grafana))} has: ${labels.join(', ') || 'no labels'}`;
}

/**
 * What may hide a Grafana that takes one of `lost`, or a further dashboard. Among files the Grafanas that are there
 * (`any`) are those that could take it.
 */
export function hiddenFrom(world: World, lost: readonly KubeObject[], any: boolean): readonly Gap[] {
  const dashboards = hidingWhereRead(world.gaps(GROUP, 'GrafanaDashboard'));
  const grafanas = lost.flatMap(({ metadata, body }) =>
    world.gaps(GROUP, 'Grafana', trueAt(body, 'spec', 'allowCrossNamespaceImport') ? undefined : metadata.namespace),
  );
  return [...dashboards, ...(any ? hiding(grafanas) : grafanas)];
}
