import { keyOf } from '../kube/refs.ts';
import type { Finding, Report } from '../model/index.ts';
import { isSeveral, waysOf } from './copies.ts';
import type { Copied } from './copies.ts';

/** Errors of a copy that another copy does not have, counted: which of them is applied to this cluster is not known. */
export async function rightElsewhere<S extends Copied>(
  { report }: { readonly report: Report },
  side: S,
  judge: (side: S) => Promise<Report>,
): Promise<number> {
  const keyed = ({ check, object }: Finding): string => `${check} ${keyOf(object)}`;
  const errors = report.findings.filter(
    ({ severity, object }) => severity === 'error' && isSeveral(side, keyOf(object)),
  );
  const left = new Set(errors.map(keyed));
  for (const way of waysOf(side, [...new Set(errors.map(({ object }) => keyOf(object)))])) {
    const found = new Set((await judge(way)).findings.map(keyed));
    for (const key of left) if (!found.has(key)) left.delete(key);
  }
  return errors.filter((finding) => !left.has(keyed(finding))).length;
}
