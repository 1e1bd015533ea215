/** Findings to fields of objects: what can be fixed by changing what is there, merged by object. */
import { groupBy } from '../kube/group.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { keyOf, title } from '../kube/refs.ts';
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

/**
 * What would fix errors and warnings; infos are no faults. Of two that contradict each other the first one counts, but of
 * stacks that want different labels none: which of them is to take the object, a person decides.
 */
export function fixesOf(findings: readonly Finding[], world: World): Fixes {
  const left: LeftAlone[] = [];
  const parts = findings.flatMap((finding) => {
    const known = finding.severity === 'info' ? undefined : partOf(finding, world);
    const part = known && AUTOMATIC.includes(finding.check) ? known : undefined;
    if (known && !part) left.push({ object: known.object, why: `${finding.check} is for a person to decide.` });
    const out = part && optOut(part.fields, finding);
    if (part && out !== undefined) left.push({ object: part.object, why: out });
    const refused = part && refusedField(world, part.object);
    if (part && refused !== undefined)
      left.push({ object: part.object, why: `The API server refuses its ${refused}: correct that first.` });
    return part && refused === undefined && out === undefined ? [{ finding, ...part }] : [];
  });
  // A stack that does not run is none between which to choose.
  const idle = new Set(
    findings.flatMap(({ check, object }) => (check === 'prometheus-not-running' ? [keyOf(object)] : [])),
  );
  const fixes = [...groupBy(parts, ({ object }) => keyOf(object)).values()].map((group): ObjectFix => {
    const fields = new Map<string, PatchField>();
    const fixed: Finding[] = [];
    const rivals = findings.flatMap((finding) => {
      const { severity, check, stack } = finding;
      const rival = severity === 'info' && check === 'label-mismatch' && !(stack && idle.has(keyOf(stack)));
      const part = rival && partOf(finding, world);
      return part && keyOf(part.object) === keyOf(group[0]?.object ?? part.object) ? [{ finding, ...part }] : [];
    });
    const open = contested([...group, ...rivals]);
    if (open.length > 0) left.push(choice(open));
    for (const { finding, object, fields: wanted } of group.filter((each) => !open.includes(each))) {
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
  return { fixes: fixes.filter(({ findings: fixed }) => fixed.length > 0), left: distinct(left) };
}

interface Part {
  readonly finding: Finding;
  readonly object: Ref;
  readonly fields: readonly PatchField[];
}

/** A label that a selector leaves out on purpose (DoesNotExist, NotIn) was set by a person, or with one in mind. */
function optOut(fields: readonly PatchField[], { stack }: Finding): string | undefined {
  const label = fields.find(({ path, was, becomes }) => path[1] === 'labels' && was !== null && becomes === null);
  if (!label) return undefined;
  const what = stack ? title(stack) : 'its stack';
  return `The selector of ${what} leaves out what has its label ${label.path[2]}: if that is not meant, take the label away.`;
}

/** Of those that want different values of one label, all. */
function contested(group: readonly Part[]): readonly Part[] {
  const isOther = (a: PatchField, b: PatchField): boolean =>
    a.path[1] === 'labels' && pathKey(a.path) === pathKey(b.path) && a.becomes !== b.becomes;
  // A stack that lacks more than another one is not the one that is meant.
  return group.filter(({ fields }) =>
    group.some(
      (other) =>
        other.fields.length === fields.length &&
        other.fields.some((field) => fields.some((mine) => isOther(mine, field))),
    ),
  );
}

function choice(parts: readonly Part[]): LeftAlone {
  const [{ object }] = parts as readonly [Part];
  const wanted = parts.map(({ finding: { stack, check }, fields }) => {
    const labels = fields.flatMap(({ path, becomes }) =>
      path[1] === 'labels' ? `${path[2]}=${typeof becomes === 'string' ? becomes : ''}` : [],
    );
    return `${stack ? title(stack) : check} wants ${labels.join(', ')}`;
  });
  return { object, why: `${wanted.join(', ')}: a person decides; --stack names one.` };
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
