import { isObject, mapTexts, own } from './json.ts';
import { groupOf, title } from './refs.ts';
import type { Gap, Json, Labels, Ref } from '../model/index.ts';

/*
 * Variables that Flux fills in as it applies a folder, and kustomize as it builds one. Source: fluxcd/pkg envsubst, fluxcd/kustomize-controller
 * api/v1/kustomization_types.go (PostBuild).
 */

/** What is known of the variables of a folder. `open`: others are given where no file tells. */
export interface Variables {
  readonly values: Labels;
  readonly open: boolean;
  /** Names that are given, and with what no file tells. */
  readonly hidden?: readonly string[];
}

/** `${NAME}`, `${NAME:=otherwise}`, `${NAME:-otherwise}`; `$${NAME}` is no variable. */
const VARIABLE = /(?<!\$)\$\{([A-Za-z_]\w*)(?::?[-=]([^{}]*))?\}/g;

/**
 * `$(NAME)`, as kustomize fills in `vars` (api/types/var.go). Kubernetes has such words in the commands of containers,
 * too, but none in names, labels and ports, where this is asked.
 */
const OF_KUSTOMIZE = /(?<!\$)\$\([A-Za-z_][\w.-]*\)/;

/** With what is done to it, which is not done here: `${NAME^^}`, `${#NAME}`, `${NAME/a/b}`. Source: fluxcd/pkg envsubst/README.md. */
const CHANGED = /(?<!\$)\$\{#?([A-Za-z_]\w*)[^{}\w][^{}]*\}/;

/** The first variable that stands in a text: "${NAME}", "$(NAME)". */
export function variableIn(text: string | undefined): string | undefined {
  const name = text?.matchAll(VARIABLE).next().value?.[1] ?? CHANGED.exec(text ?? '')?.[1];
  return name === undefined ? OF_KUSTOMIZE.exec(text ?? '')?.[0] : `\${${name}}`;
}

/** A text with what is known filled in. A variable without a value stays as it stands. */
export function filledText(text: string, { values, open, hidden = [] }: Variables): string {
  return text.replace(
    VARIABLE,
    (whole: string, name: string, otherwise: string | undefined) =>
      own(values, name) ?? (open || hidden.includes(name) || otherwise === undefined ? whole : otherwise),
  );
}

/** The same of every text in a value. */
export function filled<T extends Json>(value: T, variables: Variables): T {
  return mapTexts(value, (text) => filledText(text, variables)) as T;
}

/** What decides whom an object leads to: selectors and ports, wherever they are. */
const WAY = /(?:selector|ports?)$/i;

/** The first variable in them. */
export function variableInWay(value: Json, inside = false): string | undefined {
  if (typeof value === 'string') return inside ? variableIn(value) : undefined;
  const entries: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? (value as readonly Json[]).map((item) => ['', item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [name, item] of entries) {
    const found = variableInWay(item, inside || WAY.test(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Why a text of an object is not known: a variable in it that no file gives. */
export function unfilled(ref: Ref, text: string | undefined): readonly Gap[] {
  const variable = variableIn(text);
  if (variable === undefined) return [];
  return [
    {
      reason: 'unreachable',
      reads: { group: groupOf(ref.apiVersion), kind: ref.kind },
      sentence: `${title(ref)} has ${variable}, and nothing among the files tells what it will be (${variable.startsWith('$(') ? 'vars or replacements of a kustomization do' : 'postBuild.substitute of a Flux Kustomization does'}).`,
    },
  ];
}
