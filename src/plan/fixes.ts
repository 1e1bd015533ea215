/** Findings to fields of objects: what can be fixed by changing what is there, merged by object. */
import { groupBy } from '../kube/group.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { isWithin, printField } from '../kube/field-path.ts';
import { withField } from '../kube/object-fields.ts';
import { keyOf, refOf, sameRef, title } from '../kube/refs.ts';
import type { Change, Finding, Json, LeftAlone, ObjectFix, PatchField, Ref } from '../model/index.ts';
import type { World } from '../world/world.ts';
import { whyDecided } from './decided.ts';
import { AUTOMATIC, madeBy } from './ways.ts';

/** Kinds whose objects these causes are about. */
export const FIXABLE: readonly { readonly group: string; readonly kind: string }[] = [
  ...SUBJECT_KINDS.map((kind) => ({ group: 'monitoring.coreos.com', kind })),
  { group: '', kind: 'ConfigMap' },
];

/** Kinds that only a chosen way changes or makes (`fix --how`): stacks whose selector opens, rights. */
export const BY_CHOICE: readonly { readonly group: string; readonly kind: string }[] = [
  ...['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager'].map((kind) => ({
    group: 'monitoring.coreos.com',
    kind,
  })),
  ...['RoleBinding', 'Role'].map((kind) => ({ group: 'rbac.authorization.k8s.io', kind })),
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
export function fixesOf(findings: readonly Finding[], world: World, causes: readonly string[] = AUTOMATIC): Fixes {
  const left: LeftAlone[] = [];
  const wanted = new Set(
    findings.flatMap((finding) => {
      const part = finding.severity !== 'info' && causes.includes(finding.check) ? partOf(finding, world) : undefined;
      return part ? part.fields.map(({ path }) => `${keyOf(part.object)} ${pathKey(path)}`) : [];
    }),
  );
  const parts = findings.flatMap((finding) => {
    const known = finding.severity === 'info' ? undefined : partOf(finding, world);
    const part = known && causes.includes(finding.check) ? known : undefined;
    const leave = (object: Ref, why: string): void => void left.push({ object, checks: [finding.check], why });
    const decided = part || finding.severity === 'info' ? undefined : whyDecided(finding.check);
    if (decided !== undefined) leave(known?.object ?? finding.object, decided);
    const out = part && optOut(part.fields, finding);
    if (part && out !== undefined) leave(part.object, out);
    const refused = part && refusedField(world, part.object, wanted);
    if (part && refused !== undefined) leave(part.object, `The API server refuses its ${refused}: correct that first.`);
    return part && refused === undefined && out === undefined ? [{ finding, ...part }] : [];
  });
  // A stack that does not run is none between which to choose.
  const idle = new Set(
    findings.flatMap(({ check, object }) => (check === 'prometheus-not-running' ? [keyOf(object)] : [])),
  );
  const infos = findings.filter(({ severity, check }) => severity === 'info' && check === 'label-mismatch');
  const fixes = [...groupBy(parts, ({ object }) => keyOf(object)).values()].map((group): ObjectFix => {
    const fields = new Map<string, PatchField>();
    const fixed: Finding[] = [];
    const rivals = infos.flatMap((finding) => {
      const { stack } = finding;
      const part = stack && idle.has(keyOf(stack)) ? undefined : partOf(finding, world);
      return part && keyOf(part.object) === keyOf(group[0]?.object ?? part.object) ? [{ finding, ...part }] : [];
    });
    const open = contested([...group, ...rivals]);
    if (open.length > 0) left.push(choice(open));
    for (const { finding, object, fields: wanted } of group.filter((each) => !open.includes(each))) {
      const other = wanted.find((field) => {
        const known = fields.get(pathKey(field.path));
        return known && JSON.stringify(known.becomes) !== JSON.stringify(field.becomes);
      });
      if (other) {
        const why = `Another finding wants another value of ${printField(other.path)}.`;
        left.push({ object, checks: [finding.check], why });
      } else {
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
  const checks = [...new Set(parts.map(({ finding }) => finding.check))];
  return { object, checks, why: `${wanted.join(', ')}: a person decides; --stack names one.` };
}

/** A field that the API server refuses and none of `wanted` corrects: what was judged instead of it is a guess. */
function refusedField(world: World, object: Ref, wanted: ReadonlySet<string>): string | undefined {
  const refused = world
    .get(object)
    ?.problems?.find(({ kind, path }) => kind === 'invalid' && !wanted.has(`${keyOf(object)} ${pathKey(path)}`));
  return refused && printField(refused.path);
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

/** Of fixes found one after the other, each in the world that the earlier ones make: those of one object as one. */
export function merged(fixes: readonly ObjectFix[]): readonly ObjectFix[] {
  return [...groupBy(fixes, ({ object }) => keyOf(object)).values()].map((group) => {
    const [{ object }] = group as [ObjectFix];
    const fields = group.flatMap((fix) => fix.fields).reduce<readonly PatchField[]>(withLater, []);
    const makes = madeBy(group);
    return {
      object,
      fields,
      findings: group.flatMap(({ findings }) => findings),
      ...(makes.length > 0 ? { makes } : {}),
    };
  });
}

/** What a field was is what it was before all of them. */
function withLater(fields: readonly PatchField[], later: PatchField): readonly PatchField[] {
  const around = fields.find(({ path }) => isWithin(later.path, path));
  if (around) {
    const path = later.path.slice(around.path.length);
    const becomes = path.length === 0 ? later.becomes : changedIn(around.becomes, path, later.becomes);
    return fields.map((each) => (each === around ? { ...around, becomes } : each));
  }
  const inside = fields.filter(({ path }) => isWithin(path, later.path));
  const was = inside.reduce((now, each) => changedIn(now, each.path.slice(later.path.length), each.was), later.was);
  return [...fields.filter((each) => !inside.includes(each)), { ...later, was }];
}

/** The cause, the object and the stack of a finding, as a key: its words may change while it holds. */
export function causeKey({ check, object, stack }: Finding): string {
  return [check, keyOf(object), stack ? keyOf(stack) : ''].join(' ');
}

function changedIn(value: Json, path: readonly string[], becomes: Json): Json {
  return withField(value, { path, becomes: becomes ?? undefined });
}

function distinct(left: readonly LeftAlone[]): readonly LeftAlone[] {
  return [
    ...new Map(
      left.map((each) => [`${keyOf(each.object)} ${each.why} ${each.checks?.join(' ') ?? ''}`, each]),
    ).values(),
  ];
}

export type FieldsChange = Extract<Change, { action: 'set-fields' }>;
type ApplyChange = Extract<Change, { action: 'apply' }>;
/** What fix does. */
export type FixChange = FieldsChange | ApplyChange;

/** What is done for fixes, each object once. */
export function changesOf(fixes: readonly ObjectFix[]): readonly FixChange[] {
  const made = madeBy(fixes).map((manifest): ApplyChange => {
    const isRight = manifest.kind === 'Role' || manifest.kind === 'RoleBinding';
    const why = fixes.filter(({ makes = [] }) => makes.some((each) => sameRef(refOf(each), refOf(manifest))));
    const step = isRight ? 'rights' : manifest.kind === 'PrometheusRule' ? 'rules' : 'monitor';
    return { action: 'apply', step, manifest, why: causesOf(why.flatMap(({ findings }) => findings)) };
  });
  return [...made, ...fixes.filter(({ fields }) => fields.length > 0).map(fieldsChange)];
}

const causesOf = (findings: readonly Finding[]): string => [...new Set(findings.map(({ check }) => check))].join(', ');

/** What is done for a fix of one object. */
export function fieldsChange({ object, fields, findings }: ObjectFix): FieldsChange {
  const step =
    object.kind === 'PrometheusRule' ? 'rules' : /^(?:ConfigMap|Grafana)/.test(object.kind) ? 'dashboard' : 'monitor';
  return { action: 'set-fields', step, object, fields, why: causesOf(findings) };
}

/** Of a fix that is not made: what stays with which object. */
export function leftOf({ object, findings }: ObjectFix): Omit<LeftAlone, 'why'> {
  return { object, checks: [...new Set(findings.map(({ check }) => check))] };
}
