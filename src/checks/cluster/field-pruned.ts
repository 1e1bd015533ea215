import { defineClusterCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { FieldProblem } from '../../model/index.ts';

const STACK_KINDS: readonly string[] = ['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager'];

/** A field that the CRD does not know: strict clients refuse it, others lose it without a word. */
export const fieldPruned = defineClusterCheck({
  id: 'field-pruned',
  title: 'A field is misspelt or in the wrong place',
  kinds: [...STACK_KINDS, ...SUBJECT_KINDS],
  reads: SELECTION,
  find: ({ world }) =>
    [...STACK_KINDS, ...SUBJECT_KINDS].flatMap((kind) =>
      world.all('monitoring.coreos.com', kind).flatMap((object) => {
        const problems = object.problems ?? [];
        if (problems.length === 0) return [];
        const fields = problems.map((problem) => ({ field: printPath(problem.path), problem: problem.message }));
        // A selector that loses its only content becomes {}, which is everything.
        const widened = problems
          .filter(
            (problem) =>
              problem.kind === 'unknown' &&
              STACK_KINDS.includes(kind) &&
              problem.path.some((part) => part.endsWith('Selector')),
          )
          .map(({ path }) => printPath(path));
        return [
          {
            about: refOf(object),
            evidence: { fields, widened, refused: problems.some((problem) => problem.kind === 'invalid') },
          },
        ];
      }),
    ),
  explain: ({ fields, widened, refused }, about) => ({
    summary: `${title(about)} has ${fields.length === 1 ? 'a field' : `${fields.length} fields`} that ${refused ? 'the API server refuses' : 'its CRD does not know'}: ${fields.map(({ field }) => field).join(', ')}.`,
    because: [
      ...fields.map(({ field, problem }) => `${field}: ${problem}`),
      refused
        ? 'The API server refuses the object as a whole.'
        : 'A client that does not ask for strict validation loses the field without a word.',
      ...(widened.length > 0 ? [`Without ${widened.join(', ')} the selector is {}, which selects everything.`] : []),
    ],
    remedy: 'Correct the spelling or the place of the field; kubectl explain shows where it belongs.',
    fix: {
      kind: 'advise',
      steps: [
        `kubectl explain ${about.kind.toLowerCase()}.spec --recursive`,
        'kubectl apply --validate=strict shows every such field.',
      ],
      whyNotAutomatic: 'What was meant is known only to the author.',
    },
  }),
});

/** "spec.endpoints[0].prot". */
function printPath(path: FieldProblem['path']): string {
  return path.reduce(
    (text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}
