/*
 * Answers that are computed when they are asked for, once. An answer is kept with the value that it was computed from, and
 * goes with it: use `memo` only for a function of that value alone, and never for one whose answer depends on what else is
 * there. That belongs to an analysis (docs/adr/0017-derived-facts.md).
 */

export function once<R>(compute: () => R): () => R {
  let answer: { readonly value: R } | undefined;
  return () => (answer ??= { value: compute() }).value;
}

export function memo<A extends object, R>(compute: (a: A) => R): (a: A) => R {
  const answers = new WeakMap<A, { readonly value: R }>();
  return (a) => {
    let answer = answers.get(a);
    if (!answer) answers.set(a, (answer = { value: compute(a) }));
    return answer.value;
  };
}

/** By identity of the first argument and, for objects, of the second. */
export function memo2<A extends object, B, R>(compute: (a: A, b: B) => R): (a: A, b: B) => R {
  const inner = memo((_a: A) => new Map<B, R>());
  return (a, b) => {
    const answers = inner(a);
    if (!answers.has(b)) answers.set(b, compute(a, b));
    return answers.get(b) as R;
  };
}
