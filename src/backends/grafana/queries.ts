import { objectsAt, stringAt, stringsAt } from '../../kube/json.ts';
import { memo } from '../../kube/memo.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Gap, KubeObject, Ref } from '../../model/index.ts';
import type { World } from '../../world/world.ts';
import { asksOfPanel } from '../prometheus-operator/series/asks.ts';
import type { Ask } from '../prometheus-operator/series/asks.ts';
import { filesOf } from './dashboards.ts';

/** What the panels and variables of the dashboards in a ConfigMap or GrafanaDashboard ask a Prometheus for; `by` names them. */
const ownAsks = memo((object: KubeObject): readonly (Ask & { readonly key: string })[] => {
  const within = object.kind === 'ConfigMap' ? 'data' : 'spec';
  const asks = filesOf(object).flatMap(({ key, dashboard }) =>
    objectsAt(dashboard, 'queries').flatMap((query) => {
      const field = [within, key, ...(stringAt(query, 'at') ?? '').split('.')];
      const asked = asksOfPanel(stringAt(query, 'expr') ?? '', stringAt(query, 'by') ?? '', field);
      return asked.map((ask) => ({ ...ask, key }));
    }),
  );
  return asks;
});

/** The same, with those of the ConfigMap that a GrafanaDashboard refers to. */
export function asksOfDashboards(object: KubeObject, world: World): readonly Ask[] {
  const key = referredBy(object)?.key;
  const map = mapOf(object, world);
  const asks = map ? ownAsks(map).filter((ask) => ask.key === key) : [];
  return [...ownAsks(object), ...asks.map((ask) => ({ ...ask, field: ['spec', 'configMapRef'] }))];
}

/** The ConfigMap that holds the dashboard of a GrafanaDashboard. */
export function mapOf(object: KubeObject, world: World): KubeObject | undefined {
  const referred = referredBy(object);
  return referred && world.get(referred.ref);
}

function referredBy({ kind, metadata, body }: KubeObject): { readonly ref: Ref; readonly key: string } | undefined {
  const name = kind === 'GrafanaDashboard' ? stringAt(body, 'spec', 'configMapRef', 'name') : undefined;
  if (name === undefined) return undefined;
  const ref: Ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: metadata.namespace ?? '', name };
  return { ref, key: stringAt(body, 'spec', 'configMapRef', 'key') ?? '' };
}

/** Panels of Grafana's library: what they ask for is in no dashboard. */
export function libraryGaps(object: KubeObject): readonly Gap[] {
  const names = filesOf(object).flatMap(({ dashboard }) => stringsAt(dashboard, 'library'));
  if (names.length === 0) return [];
  const shown = names.slice(0, NAMED).map((name) => JSON.stringify(name));
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const sentence = `What panels of ${title(refOf(object))} ask for is in the library of Grafana, and not known: ${shown.join(', ')}${more}.`;
  return [{ reason: 'not-read', reads: { group: '', kind: '' }, sentence }];
}

const NAMED = 3;

const SOURCES: Readonly<Record<string, string>> = {
  url: 'it is fetched from an address (spec.url)',
  grafanaCom: 'it is fetched from grafana.com (spec.grafanaCom)',
};

/** Why not all that a GrafanaDashboard shows is known. The ConfigMap that it refers to is read by its name. */
export function unseenIn(object: KubeObject, world: World): readonly Gap[] {
  const elsewhere = object.kind === 'GrafanaDashboard' ? stringAt(object.body, 'facts', 'elsewhere') : undefined;
  const referred = referredBy(object);
  const gaps = referred ? world.gaps('', 'ConfigMap', referred.ref.namespace, referred.ref.name) : [];
  const why =
    elsewhere === undefined
      ? referred && !mapOf(object, world)
        ? `${title(referred.ref)}, which holds it, is not among what was read`
        : undefined
      : (SOURCES[elsewhere] ?? `it is made of Jsonnet (spec.${elsewhere})`);
  if (why === undefined) return [];
  const { namespace = '' } = object.metadata;
  const reads = { group: 'grafana.integreatly.org', kind: 'GrafanaDashboard', namespace };
  const sentence = `What the dashboard of ${title(refOf(object))} asks for is not known: ${why}.`;
  return gaps.length > 0 ? gaps : [{ reason: 'unreachable', reads, sentence }];
}
