/** Findings that promwire.yaml excuses. */
import type { ChosenCluster } from '../../app/config/choose.ts';
import { withConsequences } from '../../app/config/consequences.ts';
import { withExcuses } from '../../app/config/excused.ts';
import type { CheckOptions } from '../../app/question.ts';
import type { Report } from '../../model/index.ts';
import { title } from '../../kube/refs.ts';
import { visible } from '../../render/visible.ts';
import type { Terminal } from './terminal.ts';

/** The report without what the cluster's file excuses today, and without what only follows from what is left. Where everything was asked, excuses of nothing are named on `terminal`. */
export function excused<R extends Report>(
  report: R,
  cluster: ChosenCluster | undefined,
  { subjects = [], namespace, stack, only = [], skip = [] }: CheckOptions,
  terminal?: Pick<Terminal, 'err'>,
): R {
  if (!cluster) return report;
  const today = new Date().toISOString().slice(0, 10);
  const { report: found, unused } = withExcuses(report, cluster.excuses, today);
  const left = withConsequences(found);
  const isPart = namespace !== undefined || stack !== undefined || only.length + skip.length > 0;
  // What could not be seen may be what is excused.
  const isOpen = report.unknown.some(({ touches }) => touches);
  if (!terminal || isPart || isOpen || subjects.some(({ kind }) => kind !== 'everything')) return left;
  for (const { origin, check, object } of unused) {
    const place = origin.source === 'file' ? `${origin.file}:${origin.line}: ` : '';
    const what = `${check} of ${title({ apiVersion: '', ...object })}`;
    terminal.err(`note: ${visible(`${place}excuses ${what}, which is not found: take it out`)}\n`);
  }
  return left;
}
