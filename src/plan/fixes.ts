/** Findings to fields of objects: what can be fixed by changing what is there, merged by object. */
import { groupBy } from '../kube/group.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { keyOf } from '../kube/refs.ts';
import type { Change, Finding, LeftAlone, ObjectFix, PatchField, Ref } from '../model/index.ts';
import type { World } from '../world/world.ts';

/**
 * Causes whose fix is one field with one right value. The others that know a value cost something (rights, limits, a
 * credential, what a whole stack takes): a person decides. Shown in docs/fix.md.
 */
export const AUTOMATIC: readonly string[] = [
  'grafana-sidecar-label-mismatch',
  'label-mismatch',
  'namespace-selector-in-monitor',
  'port-name-mismatch',
  'prober-missing',
  'rejected-label-name',
  'rejected-probe-url',
  'rejected-selector-mechanism',
  'rejected-timeout',
  'rule-invalid',
  'target-port-undeclared',
  'timestamps-too-old',
];

/** Kinds whose objects these causes are about. */
export const FIXABLE: readonly { readonly group: string; readonly kind: string }[] = [
  ...SUBJECT_KINDS.map((kind) => ({ group: 'monitoring.coreos.com', kind })),
  { group: '', kind: 'ConfigMap' },
];

export interface Fixes {
  readonly fixes: readonly ObjectFix[];
  /** Known, and not to be made: two findings want different things of one field, or the object is refused as it is. */
  readonly left: readonly LeftAlone[];
}

/** What would fix errors and warnings; infos are no faults. Of two that contradict each other the first one counts. */
export function fixesOf(findings: readonly Finding[], world: World): Fixes {
  const left: LeftAlone[] = [];
  const parts = findings.flatMap((finding) => {
    const known = finding.severity === 'info' ? undefined : partOf(finding, world);
    const part = known && AUTOMATIC.includes(finding.check) ? known : undefined;
    if (known && !part) left.push({ object: known.object, why: `${finding.check} is for a person to decide.` });
    const refused = part && refusedField(world, part.object);
    if (part && refused !== undefined)
      left.push({ object: part.object, why: `The API server refuses its ${refused}: correct that first.` });
    return part && refused === undefined ? [{ finding, ...part }] : [];
  });
  const fixes = [...groupBy(parts, ({ object }) => keyOf(object)).values()].map((group): ObjectFix => {
    const fields = new Map<string, PatchField>();
    const fixed: Finding[] = [];
    for (const { finding, object, fields: wanted } of group) {
      const other = wanted.find((field) => {
        const known = fields.get(pathKey(field.path));
        return known && JSON.stringify(known.becomes) !== JSON.stringify(field.becomes);
      });
      if (other) left.push({ object, why: `Another finding wants another value of ${other.path.join('.')}.` });
      else {
        for (const field of wanted) fields.set(pathKey(field.path), field);
        fixed.push(finding);
      }
    }
    const [{ object }] = group as [(typeof group)[number]];
    return { object, fields: [...fields.values()], findings: fixed };
  });
  return { fixes, left: distinct(left) };
}

/** A field that the API server refuses: what was judged instead of it is a guess. */
function refusedField(world: World, object: Ref): string | undefined {
  return world
    .get(object)
    ?.problems?.find(({ kind }) => kind === 'invalid')
    ?.path.join('.');
}

const pathKey = (path: readonly string[]): string => JSON.stringify(path);

function partOf(
  { fix }: Finding,
  world: World,
): { readonly object: Ref; readonly fields: readonly PatchField[] } | undefined {
  if (fix?.kind === 'patch') return { object: fix.object, fields: fix.fields };
  if (fix?.kind !== 'labels') return undefined;
  const labels = world.get(fix.object)?.metadata.labels ?? {};
  const field = (key: string, becomes: string | null): PatchField => ({
    path: ['metadata', 'labels', key],
    was: labels[key] ?? null,
    becomes,
  });
  return {
    object: fix.object,
    fields: [
      ...Object.entries(fix.set).map(([key, value]) => field(key, value)),
      ...fix.remove.map((key) => field(key, null)),
    ],
  };
}

/** Of fixes found one after the other: those of one object as one. */
export function merged(fixes: readonly ObjectFix[]): readonly ObjectFix[] {
  return [...groupBy(fixes, ({ object }) => keyOf(object)).values()].map((group) => {
    const fields = new Map(group.flatMap((fix) => fix.fields).map((field) => [pathKey(field.path), field]));
    const [{ object }] = group as [ObjectFix];
    return { object, fields: [...fields.values()], findings: group.flatMap(({ findings }) => findings) };
  });
}

/** The cause, the object and the stack of a finding, as a key: its words may change while it holds. */
export function causeKey({ check, object, stack }: Finding): string {
  return [check, keyOf(object), stack ? keyOf(stack) : ''].join(' ');
}

function distinct(left: readonly LeftAlone[]): readonly LeftAlone[] {
  return [...new Map(left.map((each) => [`${keyOf(each.object)} ${each.why}`, each])).values()];
}

export type FieldsChange = Extract<Change, { action: 'set-fields' }>;

/** What is done for a fix of one object. */
export function fieldsChange({ object, fields, findings }: ObjectFix): FieldsChange {
  const step =
    object.kind === 'PrometheusRule' ? 'rules' : /^(?:ConfigMap|Grafana)/.test(object.kind) ? 'dashboard' : 'monitor';
  const why = [...new Set(findings.map(({ check }) => check))].join(', ');
  return { action: 'set-fields', step, object, fields, why };
}
