/**
 * Which objects a patch of a kustomization is for. Source: kubernetes-sigs/kustomize api/resmap/reswrangler.go (Select),
 * api/types/selector.go (patterns of whole names), api/types/target.go.
 */
import { labelsAt, stringAt } from './json.ts';
import { groupOf } from './refs.ts';
import { selects } from './selector.ts';
import { parseSelectorFlag } from './selector-text.ts';
import type { Json, JsonObject, Labels } from '../model/index.ts';

/** A name that an object has, or had before a kustomization changed it. */
export interface Identity {
  readonly name: string;
  /** '' where it names none. */
  readonly namespace: string;
}

/** An object on its way through kustomizations, with all the names that it had, its first one first. */
export interface Passing {
  readonly object: JsonObject;
  readonly names: readonly Identity[];
}

/** Patterns by field; an absent one matches everything. */
export type Target = Readonly<
  Partial<Record<'group' | 'version' | 'kind' | 'name' | 'namespace' | 'labelSelector' | 'annotationSelector', string>>
>;

const FIELDS = ['group', 'version', 'kind', 'name', 'namespace', 'labelSelector', 'annotationSelector'] as const;

export function targetOf(value: Json | undefined): Target {
  return Object.fromEntries(
    FIELDS.flatMap((field) => ((stringAt(value, field) ?? '') === '' ? [] : [[field, stringAt(value, field)]])),
  );
}

/** The object that a strategic merge names itself, as it names it. */
export function namesakeOf(patch: JsonObject): Identity & { readonly group: string; readonly kind: string } {
  return {
    group: groupOf(stringAt(patch, 'apiVersion') ?? ''),
    kind: stringAt(patch, 'kind') ?? '',
    name: stringAt(patch, 'metadata', 'name') ?? '',
    namespace: stringAt(patch, 'metadata', 'namespace') ?? '',
  };
}

/** kustomize takes no namespace for "default". */
const spaceOf = (namespace: string): string => (namespace === '' ? 'default' : namespace);

/** Is it the object that a strategic merge without a target is for? */
export function isNamesake({ object, names }: Passing, patch: JsonObject): boolean {
  const { group, kind, name, namespace } = namesakeOf(patch);
  return (
    stringAt(object, 'kind') === kind &&
    groupOf(stringAt(object, 'apiVersion') ?? '') === group &&
    names.some((one) => one.name === name && spaceOf(one.namespace) === spaceOf(namespace))
  );
}

/** `maybe`: a pattern that is not followed here, or text that another tool fills in. */
export function isTarget({ object, names }: Passing, target: Target): 'yes' | 'no' | 'maybe' {
  const apiVersion = stringAt(object, 'apiVersion') ?? '';
  // Between, kustomize knows only the first name and the last.
  const [first, last] = [names[0], names.at(-1)];
  const known = [...(first ? [first] : []), ...(last ? [last] : [])];
  const answers = [
    matches(target.group, [groupOf(apiVersion)]),
    matches(target.version, [apiVersion.split('/').at(-1) ?? '']),
    matches(target.kind, [stringAt(object, 'kind') ?? '']),
    matches(
      target.name,
      known.map(({ name }) => name),
    ),
    matches(
      target.namespace,
      known.map(({ namespace }) => spaceOf(namespace)),
    ),
    holdsOf(target.labelSelector, labelsAt(object, 'metadata', 'labels')),
    holdsOf(target.annotationSelector, labelsAt(object, 'metadata', 'annotations')),
  ];
  return answers.includes('no') ? 'no' : answers.includes('maybe') ? 'maybe' : 'yes';
}

type Answer = 'yes' | 'no' | 'maybe';

function holdsOf(selector: string | undefined, labels: Labels): Answer {
  if (selector === undefined) return 'yes';
  const read = parseSelectorFlag(selector);
  return read.kind === 'invalid' ? 'maybe' : selects(read, labels) ? 'yes' : 'no';
}

/** Patterns of these characters alone are the same in all dialects; few repetitions cost no time. */
const PLAIN = /^(?:[\w.:/|^$-]|\\.|\.\*|\.\+|\((?!\?)|\)(?![*+?{]))*$/;
const REPEATS = /[*+]/g;
const MOST_REPEATS = 3;
const MOST_LETTERS = 253;

function matches(pattern: string | undefined, texts: readonly string[]): Answer {
  if (pattern === undefined) return 'yes';
  if (texts.includes(pattern)) return 'yes';
  if (!PLAIN.test(pattern) || (pattern.match(REPEATS)?.length ?? 0) > MOST_REPEATS) return 'maybe';
  try {
    const test = new RegExp(`^(?:${pattern})$`);
    return texts.some((text) => text.length <= MOST_LETTERS && test.test(text)) ? 'yes' : 'no';
  } catch {
    return 'maybe';
  }
}
