import type { Fix, KubeObject } from '../../../model/index.ts';
import { refOf } from '../../../kube/refs.ts';
import { authProblems } from './auth.ts';
import type { ClientProblem } from './auth.ts';
import { httpClients } from './clients.ts';
import { printPath } from '../../../kube/field-path.ts';
import type { HttpClient } from './clients.ts';
import { proxyProblems } from './proxy.ts';
import { tlsShapeProblems } from './tls.ts';

/** Problems of one sort in every HTTP client of an object; computed once per object, whatever the stacks. */
export type ProblemsOf = (object: KubeObject) => readonly ClientProblem[];

export const authProblemsOf: ProblemsOf = memo(authProblems);
export const proxyProblemsOf: ProblemsOf = memo(proxyProblems);
export const tlsShapeProblemsOf: ProblemsOf = memo(tlsShapeProblems);

function memo(find: (client: HttpClient) => readonly ClientProblem[]): ProblemsOf {
  const answers = new WeakMap<KubeObject, readonly ClientProblem[]>();
  return (object) => {
    const known = answers.get(object);
    if (known) return known;
    const problems = httpClients(object).flatMap(find);
    answers.set(object, problems);
    return problems;
  };
}

/** "spec.endpoints[0]: authorization and basicAuth are set …". */
export function printProblem({ path, problem }: ClientProblem): string {
  return `${printPath(path)}: ${problem}`;
}

/** A problem as evidence. */
export type ProblemEvidence = { readonly field: string; readonly problem: string; readonly empty: string | null };

export function problemEvidence({ path, problem, empty }: ClientProblem): ProblemEvidence {
  return {
    field: printPath(path),
    problem,
    empty: empty === undefined ? null : printPath(empty.path),
  };
}

/** Takes empty fields out where that fixes every problem; else who must decide, and why. */
export function removal(object: KubeObject, problems: readonly ClientProblem[], whyNotAutomatic: string): Fix {
  const fields = problems.flatMap(({ empty }) => (empty ? [{ path: empty.path, was: empty.was, becomes: null }] : []));
  if (fields.length === problems.length)
    return {
      kind: 'patch',
      object: refOf(object),
      fields: fields.filter(
        ({ path }, i) => fields.findIndex((other) => other.path.join('/') === path.join('/')) === i,
      ),
      risk: 'None: the field holds nothing.',
    };
  return { kind: 'advise', steps: problems.map(printProblem), whyNotAutomatic };
}
