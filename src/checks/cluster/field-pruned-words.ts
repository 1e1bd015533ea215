/** Words of field-pruned. */
import { printPath } from '../../kube/field-path.ts';
import type { FieldProblem } from '../../model/index.ts';

export interface Field {
  readonly field: string;
  readonly problem: string;
  readonly becomes: 'refused' | 'dropped';
  readonly near?: string;
}

const NAMES = '.matchNames';
export const VERSION = 'apiVersion';

/** What is meant, after the problem. */
export function nearText(field: string, near: string | undefined): string {
  if (near === undefined || field === VERSION) return '';
  if (near.includes('.matchLabels.')) return `; did you mean ${near}?`;
  const end = near.lastIndexOf('.');
  return field.startsWith(near.slice(0, end + 1)) && !field.includes('.', end + 1)
    ? `; did you mean ${near.slice(end + 1)}?`
    : `; there is ${near}`;
}

/** A problem as evidence. */
export function evidenceOf({ kind, path, message, near }: FieldProblem): Field {
  const becomes = kind === 'invalid' ? 'refused' : 'dropped';
  return { field: printPath(path), problem: message, becomes, ...(near === undefined ? {} : { near }) };
}

/** What the namespaceSelector of a monitor is, where labels are written in it. */
export function namesText(names: readonly string[]): readonly string[] {
  return [
    'The namespaceSelector of a monitor knows matchNames and any only: it does not look at labels of namespaces.',
    ...(names.length > 0 ? [`namespaces meant: ${names.join(', ')}`] : []),
  ];
}

/** What to write in place of each field. `names`: of namespaces, for matchNames. */
export function remedyOf(fields: readonly Field[], names: readonly string[] = []): string {
  const known = fields.flatMap((field) =>
    field.near?.endsWith(NAMES) === true
      ? `Write ${field.near}: [${names.length > 0 ? names.join(', ') : 'the names of the namespaces'}] in place of ${field.field}.`
      : (stepOf(field) ?? []),
  );
  if (known.length === fields.length) return known.join(' ');
  return [...known, 'Correct the spelling or the place of the field; kubectl explain shows where it belongs.'].join(
    ' ',
  );
}

/** The field that has to be there and is not. */
function missing({ field, problem }: Field): string | undefined {
  if (problem.startsWith('must be there')) return field;
  const name = /^must have required property '(.+)'$/.exec(problem)?.[1];
  return name === undefined ? undefined : `${field}.${name}`;
}

/** What the object has or lacks. `wrong`: what is said of the fields that are there. */
export function faultText(fields: readonly Field[], wrong: string): string {
  const lacks = fields.flatMap((field) => missing(field) ?? []);
  const has = fields.filter((field) => missing(field) === undefined).map(({ field }) => field);
  return [
    ...(has.length > 0
      ? [`has ${has.length === 1 ? 'a field' : `${has.length} fields`} that ${wrong}: ${has.join(', ')}`]
      : []),
    ...(lacks.length > 0 ? [`lacks ${lacks.join(', ')}`] : []),
  ].join(', and ');
}

function stepOf(of: Field): string | undefined {
  const { field, problem, near, becomes } = of;
  const lacks = missing(of);
  if (lacks !== undefined) return `Add ${lacks}.`;
  const list = / a ScrapeConfig has (spec\.\w+)$/.exec(problem)?.[1];
  if (list !== undefined) return `Put what ${field} names into ${list} of a ScrapeConfig.`;
  if (near !== undefined && field === VERSION) return `Write ${VERSION}: ${near}.`;
  if (near !== undefined) return `Write ${near} in place of ${field}.`;
  if (/^spec\.(?:endpoints|podMetricsEndpoints)\[\d+\]\.port$/.test(field) && problem === 'must be string')
    return `Write the name of the port as ${field}: a number is none, with quotes neither.`;
  const duration = /^must be a duration, as (\w+)$/.exec(problem)?.[1];
  if (duration !== undefined) return `Write ${field}: ${duration}.`;
  if (/^(?:must be|is an? \w+, not a) (?:string|.* or text$)/.test(problem)) return `Quote the value of ${field}.`;
  const type = /^must be (boolean|integer|number)$/.exec(problem)?.[1];
  if (type === undefined) return becomes === 'refused' ? `Correct the value of ${field}: ${problem}.` : undefined;
  return `Write ${field} as ${type === 'integer' ? 'an' : 'a'} ${type}, without quotes.`;
}
