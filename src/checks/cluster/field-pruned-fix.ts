/** What corrects fields of an object that the API server drops or refuses. */
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { ownerOf } from '../../kube/owner.ts';
import { refOf } from '../../kube/refs.ts';
import { command } from '../../kube/shell.ts';
import type { FieldProblem, Fix, KubeObject } from '../../model/index.ts';
import { VERSION } from './field-pruned-words.ts';

/**
 * Every field with its one right answer, else advice: half of them corrected helps nobody. Which port of the Service has a
 * number is the answer of port-name-mismatch. A whole stack, or what a tool makes, is for a person to change.
 */
export function fixOf(object: KubeObject): Fix {
  const { kind, problems = [], template } = object;
  const isOwn = SUBJECT_KINDS.includes(kind) && template === undefined && ownerOf(object) === undefined;
  const open = problems.filter((problem) => problem.right === undefined && !isNumberOfPort(problem));
  const fields = problems.flatMap(({ right = [] }) => right);
  if (isOwn && open.length === 0 && fields.length > 0) {
    const risk = 'What was dropped or refused as it was written has an effect.';
    return { kind: 'patch', object: refOf(object), fields, risk };
  }
  const what = kind.toLowerCase();
  return {
    kind: 'advise',
    steps: [
      problems.every(({ path }) => path.join('.') === VERSION)
        ? command`kubectl explain ${what}`
        : command`kubectl explain ${what}.spec --recursive`,
      'kubectl apply --validate=strict shows every such field.',
    ],
    whyNotAutomatic: 'What was meant is known only to the author.',
  };
}

/** Is a number written where the name of a port is asked for? */
function isNumberOfPort({ path, wants }: FieldProblem): boolean {
  return path.at(-1) === 'port' && path[1] === 'endpoints' && wants === 'string';
}
