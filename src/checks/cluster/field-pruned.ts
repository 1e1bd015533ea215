import { defineClusterCheck } from '../check.ts';
import { printPath } from '../../kube/field-path.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { FieldProblem } from '../../model/index.ts';

const STACK_KINDS: readonly string[] = ['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager'];
const OTHERS: readonly string[] = [
  'Service',
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ConfigMap',
  'Namespace',
];

/** A field that the CRD does not know, or a value that the API server refuses. */
export const fieldPruned = defineClusterCheck({
  id: 'field-pruned',
  title: 'A field is misspelt, in the wrong place or of the wrong type',
  kinds: [...STACK_KINDS, ...SUBJECT_KINDS, ...OTHERS],
  reads: SELECTION,
  find: ({ world }) =>
    world.snapshot.objects.flatMap((object) => {
      const { kind, problems = [] } = object;
      if (problems.length === 0) return [];
      // A selector that loses its only content becomes {}, which is everything.
      const widened = problems
        .filter(
          (problem) =>
            problem.kind === 'unknown' &&
            STACK_KINDS.includes(kind) &&
            problem.path.some((part) => part.endsWith('Selector')),
        )
        .map(({ path }) => printPath(path));
      const refused = problems.some((problem) => problem.kind === 'invalid');
      return [{ about: refOf(object), evidence: { fields: problems.map(evidenceOf), widened, refused } }];
    }),
  explain: ({ fields, widened, refused }, about) => {
    const dropped = fields.filter((field) => field.becomes === 'dropped');
    const worst = refused ? fields.filter((field) => field.becomes === 'refused') : dropped;
    return {
      summary: `${title(about)} has ${worst.length === 1 ? 'a field' : `${worst.length} fields`} that ${refused ? 'the API server refuses' : 'its CRD does not know'}: ${worst.map(({ field }) => field).join(', ')}.`,
      because: [
        ...fields.map(({ field, problem, near }) => `${field}: ${problem}${nearText(field, near)}`),
        ...(refused
          ? ['The API server refuses the object as a whole. The rest of it is judged as if that were right.']
          : []),
        ...(dropped.length > 0
          ? ['A client that does not ask for strict validation loses an unknown field without a word.']
          : []),
        ...(widened.length > 0 ? [`Without ${widened.join(', ')} the selector is {}, which selects everything.`] : []),
      ],
      remedy: remedyOf(fields),
      fix: {
        kind: 'advise',
        steps: [
          `kubectl explain ${about.kind.toLowerCase()}.spec --recursive`,
          'kubectl apply --validate=strict shows every such field.',
        ],
        whyNotAutomatic: 'What was meant is known only to the author.',
      },
    };
  },
});

interface Field {
  readonly field: string;
  readonly problem: string;
  readonly becomes: 'refused' | 'dropped';
  readonly near?: string;
}

function nearText(field: string, near: string | undefined): string {
  if (near === undefined) return '';
  const end = near.lastIndexOf('.');
  return field.startsWith(near.slice(0, end + 1)) && !field.includes('.', end + 1)
    ? `; did you mean ${near.slice(end + 1)}?`
    : `; there is ${near}`;
}

function evidenceOf({ kind, path, message, near }: FieldProblem): Field {
  const becomes = kind === 'invalid' ? 'refused' : 'dropped';
  return { field: printPath(path), problem: message, becomes, ...(near === undefined ? {} : { near }) };
}

function remedyOf(fields: readonly Field[]): string {
  const known = fields.flatMap((field) => stepOf(field) ?? []);
  if (known.length === fields.length) return known.join(' ');
  return [...known, 'Correct the spelling or the place of the field; kubectl explain shows where it belongs.'].join(
    ' ',
  );
}

function stepOf({ field, problem, near }: Field): string | undefined {
  if (near !== undefined) return `Write ${near} in place of ${field}.`;
  if (/^(?:must be|is an? \w+, not a) string/.test(problem)) return `Quote the value of ${field}.`;
  const type = /^must be (boolean|integer|number)$/.exec(problem)?.[1];
  return type === undefined
    ? undefined
    : `Write ${field} as ${type === 'integer' ? 'an' : 'a'} ${type}, without quotes.`;
}
