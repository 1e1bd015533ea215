/** A snapshot of files, in which what the API server would drop or refuse is still seen: it is judged again from there. */
import { objectProblems } from '../io/apiserver/index.ts';
import { printPath } from '../kube/field-path.ts';
import { MASK } from '../kube/mask.ts';
import { fieldAt, withField } from '../kube/object-fields.ts';
import { groupOf, title } from '../kube/refs.ts';
import type { FieldProblem, Gap, JsonObject, KubeObject, Snapshot } from '../model/index.ts';

/** Paths of one object that are named. */
const NAMED = 5;

/** The same with wrong values as they were written, names of unknown fields without their values, and a gap for the rest. */
export function withProblemsKept(snapshot: Snapshot): Snapshot {
  const kept = snapshot.objects.map((object) => {
    const { problems = [] } = object;
    return problems.length === 0 ? { object, lost: [] } : keptIn(object, problems);
  });
  return {
    ...snapshot,
    objects: kept.map(({ object }) => object),
    gaps: [...snapshot.gaps, ...kept.flatMap(({ object, lost }) => (lost.length === 0 ? [] : [gapOf(object, lost)]))],
  };
}

interface Kept {
  readonly object: KubeObject;
  readonly lost: readonly FieldProblem[];
}

function keptIn(object: KubeObject, problems: readonly FieldProblem[]): Kept {
  const asWritten = problems
    .flatMap(({ kind, right = [] }) => (kind === 'invalid' ? right : []))
    .reduce((body, { path, was }) => withField(body, { path, becomes: was }) as JsonObject, object.body);
  const named = lostOf({ ...object, body: asWritten }, problems).reduce(
    (body, { kind, path }) =>
      kind === 'unknown' && fieldAt(body, path.slice(0, -1)) !== undefined
        ? (withField(body, { path, becomes: MASK }) as JsonObject)
        : body,
    asWritten,
  );
  const written = { ...object, body: named };
  return { object: written, lost: lostOf(written, problems) };
}

/** Those that nothing shows in what is written. */
function lostOf(
  { apiVersion, kind, metadata, body }: KubeObject,
  problems: readonly FieldProblem[],
): readonly FieldProblem[] {
  const raw = { apiVersion, kind, metadata: { ...metadata }, ...body } as unknown as JsonObject;
  const seen = new Set(objectProblems(raw).map((problem) => `${problem.kind} ${printPath(problem.path)}`));
  return problems.filter(({ kind: what, path }) => path[0] !== 'apiVersion' && !seen.has(`${what} ${printPath(path)}`));
}

function gapOf(object: KubeObject, lost: readonly FieldProblem[]): Gap {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  const paths = lost.slice(0, NAMED).map(({ path }) => printPath(path));
  const more = lost.length > NAMED ? ` and ${lost.length - NAMED} more` : '';
  return {
    reason: 'not-read',
    reads: { group: groupOf(apiVersion), kind, ...(namespace === undefined ? {} : { namespace }), name },
    sentence: `What the API server would drop or refuse of ${title({ apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name })} is not in this snapshot: ${paths.join(', ')}${more}.`,
  };
}
