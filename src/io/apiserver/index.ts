/**
 * What the API server would say of an object, from the schemas of the CRDs that promwire carries and of Kubernetes' own
 * kinds: as strictly as `kubectl apply --validate=strict` for custom resources; of Kubernetes' own only what is refused.
 */
import { asObject, objectsAt, own } from '../../kube/json.ts';
import { printPath } from '../../kube/field-path.ts';
import { MASK } from '../../kube/mask.ts';
import { nearest, onlySlip } from '../../kube/nearest.ts';
import { noSuchField, shownField } from '../../kube/shown-name.ts';
import { groupOf, isCustomGroup, kindKeyOf } from '../../kube/refs.ts';
import type { FieldProblem, JsonObject } from '../../model/index.ts';
import { apiSchemas } from '../../generated/api-schemas.ts';
import { coreProblems } from './core.ts';
import { metadataProblems } from './metadata.ts';
import { nodeOf, rootOf } from './nodes.ts';
import { compare } from './structural.ts';
import type { Flaw } from './structural.ts';

/** At most this many problems of one object are worth telling, of fields that there are not and of the rest. */
const MANY = 20;

/** Everything that is wrong with one object. Empty for a kind whose schema is not carried. */
export function objectProblems(raw: JsonObject): readonly FieldProblem[] {
  const { apiVersion, kind } = raw;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  const unknown: Flaw[] = [];
  const invalid: Flaw[] = [];
  const report = (flaw: Flaw): void => {
    const into = flaw.kind === 'unknown' ? unknown : invalid;
    // What is not shown of names may be all in which they differ.
    const isTold =
      flaw.path.at(-1)?.endsWith(MASK) && into.some(({ path }) => printPath(path) === printPath(flaw.path));
    if (into.length < MANY && !isTold) into.push(flaw);
  };
  const root = rootOf(apiVersion, kind);
  const metadata = asObject(raw['metadata']);
  // Its labels and annotations are read by the projection, which says what is not a string.
  compare({ ...metadata, labels: null, annotations: null }, apiSchemas.metadata, ['metadata'], report);
  // OpenAPI is read without the managers of fields.
  const fields = ['managedFields', ...Object.keys(nodeOf(apiSchemas.metadata).properties ?? {})];
  for (const name of Object.keys(metadata))
    if (!fields.includes(name))
      report({ kind: 'unknown', path: ['metadata', shownField(name)], message: noSuchField(name), fields });
  metadataProblems(kind, metadata, report);
  if (root !== undefined) {
    compare({ ...raw, metadata: null }, root, [], report);
    if (kind === 'AlertmanagerConfig') routeFields(asObject(asObject(raw['spec'])['route']), root, report);
    if (invalid.length === 0) coreProblems(kindKeyOf({ apiVersion, kind }), raw, report);
  }
  const dropped = isCustomGroup(groupOf(apiVersion)) ? unknown.map((flaw) => withNear(flaw, root, kind)) : [];
  const isTold = ({ path, message, fields = [] }: Flaw): boolean =>
    // That a field is missing which was written under another name is the same mistake.
    message.startsWith('must have') && dropped.some(({ near }) => near === printPath([...path, fields[0] ?? '']));
  return [...dropped, ...invalid.filter((flaw) => !isTold(flaw)).map(bare)];
}

function bare({ kind, path, message, wants }: Flaw): FieldProblem {
  return { kind, path, message, ...(wants === undefined ? {} : { wants }) };
}

/** With the field that is meant: one next to it, else one of the same name elsewhere. */
function withNear(flaw: Flaw, root: number | undefined, kind: string): FieldProblem {
  const name = flaw.path.at(-1) ?? '';
  const list = MONITORS.includes(kind) ? scrapeConfigField(name) : undefined;
  if (list !== undefined) return { ...bare(flaw), message: `${flaw.message}; a ScrapeConfig has spec.${list}` };
  const elsewhere = misplaced(flaw);
  if (elsewhere !== undefined) return { ...bare(flaw), near: elsewhere };
  const neighbour = meantBy(name, flaw.fields ?? []);
  const slip = onlySlip(name, flaw.fields ?? []);
  const near =
    neighbour === undefined
      ? root === undefined
        ? undefined
        : placeIn(root, COUSINS[name] ?? name)
      : printPath([...flaw.path.slice(0, -1), neighbour]);
  return {
    ...bare(flaw),
    ...(near === undefined ? {} : { near }),
    ...(slip === undefined || slip !== neighbour ? {} : { slip }),
  };
}

/** Where a field belongs that people write one level too high: of the metadata, and labels of a selector. */
function misplaced({ path, fields = [] }: Flaw): string | undefined {
  const name = path.at(-1) ?? '';
  if (path.length === 1) return META.includes(name) ? `metadata.${name}` : undefined;
  const isSelector = fields.length === 2 && fields.includes('matchLabels') && fields.includes('matchExpressions');
  return isSelector && meantBy(name, fields) === undefined
    ? printPath([...path.slice(0, -1), 'matchLabels', name])
    : undefined;
}

const META: readonly string[] = ['name', 'namespace', 'labels', 'annotations'];

/**
 * Fields of the routes below the first, which the CRD keeps as they are and the operator reads without a word about those
 * that it does not know. Source: prometheus-operator v0.93.0 pkg/apis/monitoring/v1alpha1/alertmanager_config_types.go ChildRoutes.
 */
function routeFields(route: JsonObject, root: number, report: (flaw: Flaw) => void): void {
  const below = (node: number | undefined, field: string): number | undefined =>
    node === undefined ? undefined : nodeOf(node).properties?.[field];
  const node = below(below(root, 'spec'), 'route');
  if (node === undefined) return;
  const walk = (parent: JsonObject, path: readonly string[], depth: number): void =>
    objectsAt(parent, 'routes').forEach((child, i) => {
      const at = [...path, 'routes', String(i)];
      compare({ ...child, routes: null }, node, at, (flaw) => {
        if (flaw.kind === 'unknown')
          report({
            ...flaw,
            message: flaw.message.replace('no such field', 'no such field, and the operator passes over it'),
          });
      });
      if (depth < DEEPEST) walk(child, at, depth + 1);
    });
  walk(route, ['spec', 'route'], 0);
}

/** Routes below one another. */
const DEEPEST = 50;

/** The field that is meant: written in other letters' cases, else the nearest. */
function meantBy(field: string, fields: readonly string[]): string | undefined {
  // A monitor names namespaces, where everything else of Kubernetes selects them by their labels.
  if (field.startsWith('match') && fields.includes('matchNames')) return 'matchNames';
  return (
    fields.find((each) => each.toLowerCase() === field.toLowerCase()) ??
    fields.find((each) => each === own(PROMETHEUS, field)) ??
    nearest(field, fields) ??
    fields.find((each) => areAlike(wordsOf(each), wordsOf(field)))
  );
}

/** The same words, but for how they end: "monitoring selector" and "monitor selector". */
function areAlike(a: readonly string[], b: readonly string[]): boolean {
  return (
    a.length === b.length &&
    a.length > 1 &&
    a.every((word, i) => word.startsWith(b[i] ?? '') || (b[i] ?? '').startsWith(word))
  );
}

/** The words of "fallbackScrapeProtocol" and "fallback_scrape_protocol", in the order of the alphabet. */
function wordsOf(field: string): readonly string[] {
  const words = field.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').split(/[\s_]+/);
  return words.map((word) => word.toLowerCase()).sort();
}

/** What a field of Prometheus' own configuration is called in a monitor, where its words differ. */
const PROMETHEUS: Readonly<Record<string, string>> = {
  metrics_path: 'path',
  metricsPath: 'path',
  scrape_interval: 'interval',
  scrapeInterval: 'interval',
  relabel_configs: 'relabelings',
  relabelConfigs: 'relabelings',
  metric_relabel_configs: 'metricRelabelings',
  metricRelabelConfigs: 'metricRelabelings',
  bearer_token_file: 'bearerTokenFile',
};

/** What the same is called in the other kind of monitor. */
const COUSINS: Readonly<Record<string, string>> = {
  podMetricsEndpoints: 'endpoints',
  endpoints: 'podMetricsEndpoints',
  podPort: 'port',
};

const MONITORS: readonly string[] = ['ServiceMonitor', 'PodMonitor'];

/** The field of a ScrapeConfig for discoveries that look at no object of Kubernetes, which a monitor does not have. */
function scrapeConfigField(name: string): string | undefined {
  if (/^(?:static_?(?:configs?|targets?)|targets)$/i.test(name)) return 'staticConfigs';
  const [, way] = /^(http|file|dns|ec2|consul)_?sd_?configs?$/i.exec(name) ?? [];
  return way && `${way.toLowerCase()}SDConfigs`;
}

/** Where a field of that name is, the nearest to the top: "spec.endpoints[].interval". */
function placeIn(root: number, name: string): string | undefined {
  const spec = nodeOf(root).properties?.['spec'];
  let level: readonly (readonly [path: string, node: number])[] = spec === undefined ? [] : [['spec', spec]];
  for (let depth = 0; depth < NEAR && level.length > 0; depth += 1) {
    const found = level.find(([, node]) => own(nodeOf(node).properties, name) !== undefined);
    if (found) return `${found[0]}.${name}`;
    level = level.flatMap(([path, node]) => {
      const { items, properties = {} } = nodeOf(node);
      const below = Object.entries(properties).map(([key, number]) => [`${path}.${key}`, number] as const);
      return items === undefined ? below : [...below, [`${path}[]`, items] as const];
    });
  }
  return undefined;
}

/** Levels of a schema in which a misplaced field is looked for; deeper its name says little. */
const NEAR = 4;
