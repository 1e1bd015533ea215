import type { Json } from '../../model/index.ts';
import type { NameScheme } from '../labels.ts';
import { isLabelName } from '../labels.ts';
import type { Pattern } from '../re2/index.ts';
import { compileRe2 } from '../re2/index.ts';
import { isAtLeast, nameScheme, UTF8_SINCE } from '../versions.ts';

const ACTIONS = [
  'replace',
  'keep',
  'drop',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
] as const;
export type Action = (typeof ACTIONS)[number];

/** One relabeling, decoded: defaults filled in as Prometheus does. */
export interface Relabeling {
  readonly action: Action;
  readonly sourceLabels: readonly string[];
  readonly separator: string;
  readonly targetLabel: string;
  readonly pattern: Pattern;
  readonly modulus: bigint;
  readonly replacement: string;
  readonly names: NameScheme;
}

export type RelabelingAnswer =
  | { readonly kind: 'ok'; readonly relabeling: Relabeling }
  /**
   * `by`: the API server's schema does not let it in; the operator rejects the object; or the operator takes it and
   * Prometheus then refuses the whole configuration.
   */
  | { readonly kind: 'invalid'; readonly by: 'schema' | 'operator' | 'prometheus'; readonly message: string }
  /** Its regex is too large to be judged. */
  | { readonly kind: 'unknown'; readonly message: string };

/** The fields as they stand in the object, with the types of the CRD. */
interface Fields {
  readonly action: Action;
  /** As written, for messages. */
  readonly written: string;
  readonly sourceLabels: readonly string[];
  readonly separator: string | undefined;
  readonly targetLabel: string;
  readonly regex: string;
  readonly modulus: bigint;
  readonly replacement: string | undefined;
}

const DEFAULT_REGEX = '(.*)';
const DEFAULT_REPLACEMENT = '$1';
const DEFAULT_SEPARATOR = ';';
/** Names with $1 or ${name} in them, before Prometheus 3; every character in one way only, so that long names take no time. */
const LEGACY_WITH_VARIABLES = /^(?:[a-zA-Z_]|\$(?:\{\w+\}|\w))(?:\w|\$\{\w+\}|\$\w)*$/;
const NEEDS_TARGET: ReadonlySet<Action> = new Set<Action>([
  'replace',
  'hashmod',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
]);

/**
 * Decodes one entry of relabelings or metricRelabelings and judges it as the API server and the operator do for a
 * Prometheus of that version (the CRD and pkg/prometheus/validation/validator.go:90-166 of prometheus-operator v0.93.0;
 * resource_selector.go:204-290 of v0.70.0). `operator` is the operator's version, absent: the newest.
 */
export function decodeRelabeling(value: Json, version: string | undefined, operator?: string): RelabelingAnswer {
  const fields = decode(value, isAtLeast(operator, '0.74.0'));
  if (typeof fields === 'string') return { kind: 'invalid', by: 'schema', message: fields };
  const names = nameScheme('prometheus', version);
  const regex = compileRe2(fields.regex === '' ? DEFAULT_REGEX : fields.regex);
  const rejected = (message: string): RelabelingAnswer => ({ kind: 'invalid', by: 'operator', message });
  const tooOld = versionProblem(fields, version);
  if (tooOld !== undefined) return rejected(tooOld);
  if (regex.kind === 'invalid')
    return rejected(`invalid regex ${fields.regex} for relabel configuration: ${regex.message}`);
  const problem = fieldProblem(fields, isAtLeast(operator, UTF8_SINCE) ? names : 'before-utf8');
  if (problem !== undefined) return rejected(problem);
  if (regex.kind === 'unknown') return regex;
  const { action, sourceLabels, targetLabel, modulus } = fields;
  const refusal = prometheusProblem(fields);
  if (refusal !== undefined) return { kind: 'invalid', by: 'prometheus', message: refusal };
  return {
    kind: 'ok',
    relabeling: {
      action,
      sourceLabels,
      separator: fields.separator ?? DEFAULT_SEPARATOR,
      targetLabel,
      pattern: regex.pattern,
      modulus,
      replacement: fields.replacement ?? DEFAULT_REPLACEMENT,
      names,
    },
  };
}

/** The fields, or what the CRD's schema has against them. An empty text was an absent one until operator 0.74. */
function decode(value: Json, emptyCounts: boolean): Fields | string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'a relabeling must be an object';
  const object = value as Readonly<Record<string, Json>>;
  const texts: Record<string, string | undefined> = {};
  for (const name of ['action', 'separator', 'targetLabel', 'regex', 'replacement']) {
    const text = object[name] ?? undefined;
    if (text !== undefined && typeof text !== 'string') return `${name} must be a string`;
    texts[name] = text === '' && !emptyCounts ? undefined : text;
  }
  const written = texts['action'] ?? 'replace';
  const action = ACTIONS.find((known) => known === written || CAMEL[known] === written);
  if (action === undefined) return `action: Unsupported value: ${JSON.stringify(written)}`;
  const modulus = object['modulus'] ?? 0;
  if (typeof modulus !== 'number' || !Number.isInteger(modulus) || modulus < 0)
    return 'modulus must be an integer of 0 or more';
  const sourceLabels = object['sourceLabels'] ?? [];
  if (!Array.isArray(sourceLabels) || !sourceLabels.every((label) => typeof label === 'string'))
    return 'sourceLabels must be a list of strings';
  return {
    action,
    written,
    sourceLabels,
    separator: texts['separator'],
    targetLabel: texts['targetLabel'] ?? '',
    regex: texts['regex'] ?? '',
    modulus: BigInt(modulus),
    replacement: texts['replacement'],
  };
}

/** The other spelling that the CRD allows. */
const CAMEL: Readonly<Record<Action, string>> = {
  replace: 'Replace',
  keep: 'Keep',
  drop: 'Drop',
  hashmod: 'HashMod',
  labelmap: 'LabelMap',
  labeldrop: 'LabelDrop',
  labelkeep: 'LabelKeep',
  lowercase: 'Lowercase',
  uppercase: 'Uppercase',
  keepequal: 'KeepEqual',
  dropequal: 'DropEqual',
};

const isCase = (action: Action): boolean => action === 'lowercase' || action === 'uppercase';
const isEqual = (action: Action): boolean => action === 'keepequal' || action === 'dropequal';

function versionProblem({ action, written }: Fields, version: string | undefined): string | undefined {
  const since = isCase(action) ? '2.36.0' : isEqual(action) ? '2.41.0' : undefined;
  return since === undefined || isAtLeast(version, since)
    ? undefined
    : `${written} relabel action is only supported from Prometheus version ${since}`;
}

/** Operators before 0.86 know no UTF-8, and let a target label be made of variables. */
type Names = NameScheme | 'before-utf8';

function isTarget({ action, targetLabel }: Fields, names: Names): boolean {
  if (names !== 'before-utf8') return isLabelName(targetLabel, names);
  return action === 'hashmod' ? isLabelName(targetLabel, 'legacy') : LEGACY_WITH_VARIABLES.test(targetLabel);
}

function fieldProblem(fields: Fields, names: Names): string | undefined {
  const { action, written, targetLabel, replacement, modulus } = fields;
  if (action === 'hashmod' && modulus === 0n) return 'relabel configuration for hashmod requires non-zero modulus';
  if (NEEDS_TARGET.has(action)) {
    if (targetLabel === '') return `relabel configuration for ${written} action needs targetLabel value`;
    if (!isTarget(fields, names)) return `"${targetLabel}" is invalid 'target_label' for ${written} action`;
  }
  const replaces = replacement !== undefined && replacement !== DEFAULT_REPLACEMENT;
  if ((isCase(action) || isEqual(action)) && replaces) return `'replacement' can not be set for ${written} action`;
  if (action === 'labelmap' && replacement !== undefined && !isNameWithVariables(replacement, names))
    return `"${replacement}" is invalid 'replacement' for ${written} action`;
  const separates = fields.separator !== undefined && fields.separator !== DEFAULT_SEPARATOR;
  const more = modulus !== 0n || separates || replaces;
  if (isEqual(action) && (more || (fields.regex !== '' && fields.regex !== DEFAULT_REGEX)))
    return `${written} action requires only 'source_labels' and \`target_label\`, and no other fields`;
  if (
    (action === 'labeldrop' || action === 'labelkeep') &&
    (more || fields.sourceLabels.length > 0 || targetLabel !== '')
  )
    return `${written} action requires only 'regex', and no other fields`;
  return undefined;
}

/** What the operator lets pass and Prometheus v0.313.1 does not, so that its whole configuration is refused. */
function prometheusProblem({ action, written, regex, sourceLabels }: Fields): string | undefined {
  if (sourceLabels.includes('')) return '"" is not a valid label name';
  // Prometheus looks whether the field is there, not whether it holds the default.
  return isEqual(action) && regex !== ''
    ? `${written} action requires only 'source_labels' and \`target_label\`, and no other fields`
    : undefined;
}

const isNameWithVariables = (name: string, names: Names): boolean =>
  names === 'utf8' ? isLabelName(name, names) : LEGACY_WITH_VARIABLES.test(name);
