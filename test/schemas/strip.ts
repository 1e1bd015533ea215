/*
 * The CRDs of the operator as strict JSON Schemas: without words, CEL and formats, with unknown fields refused. Of
 * the stacks (thousands of lines) only the names of spec's fields and the selectors are kept.
 */

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

const KEPT = [
  'type',
  'enum',
  'required',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'minProperties',
  'maxProperties',
];

/** One structural schema, stripped. RE2's leading (?i) is not JavaScript. */
function strip(schema: unknown): Tree {
  if (!isTree(schema)) return {};
  if (schema['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] };
  const kept = Object.fromEntries(KEPT.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));
  const type = schema['nullable'] === true && typeof kept['type'] === 'string' ? { type: [kept['type'], 'null'] } : {};
  const pattern =
    typeof schema['pattern'] === 'string' && !schema['pattern'].includes('(?i)') ? { pattern: schema['pattern'] } : {};
  const properties = isTree(schema['properties']) ? { properties: map(schema['properties'], strip) } : {};
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const additional = isTree(schema['additionalProperties'])
    ? { additionalProperties: strip(schema['additionalProperties']) }
    : isTree(schema['properties']) && !open
      ? { additionalProperties: false }
      : {};
  const items = isTree(schema['items']) ? { items: strip(schema['items']) } : {};
  return { ...kept, ...type, ...pattern, ...properties, ...additional, ...items };
}

function map(tree: Tree, change: (value: unknown) => Tree): Tree {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, change(value)]));
}

/** Kinds of which only the fields' names and the selectors are kept. */
const STACKS = new Set(['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager']);
/** Large, and nothing of ours is one. */
const LEFT_OUT = new Set(['AlertmanagerConfig', 'ScrapeConfig']);

/** kind -> schema of `spec`, for every CRD that is kept. */
export function schemasOf(crds: readonly unknown[]): Readonly<Record<string, Tree>> {
  const schemas = crds.filter(isTree).flatMap((crd): readonly (readonly [string, Tree])[] => {
    const spec = isTree(crd['spec']) ? crd['spec'] : {};
    const kind = isTree(spec['names']) ? String(spec['names']['kind']) : '';
    const version = Array.isArray(spec['versions'])
      ? (spec['versions'] as readonly unknown[]).find((entry) => isTree(entry) && entry['storage'] === true)
      : undefined;
    const root = isTree(version) && isTree(version['schema']) ? version['schema']['openAPIV3Schema'] : undefined;
    const whole = isTree(root) && isTree(root['properties']) ? strip(root['properties']['spec']) : {};
    if (LEFT_OUT.has(kind)) return [];
    return [[kind, STACKS.has(kind) ? selectorsOnly(whole) : whole]];
  });
  return Object.fromEntries(schemas.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function selectorsOnly(spec: Tree): Tree {
  const properties = isTree(spec['properties']) ? spec['properties'] : {};
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, key.endsWith('Selector') ? value : true]),
    ),
    additionalProperties: false,
  };
}
