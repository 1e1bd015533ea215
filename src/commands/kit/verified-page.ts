/** `promwire verify -o html`. */
import type { ClusterAnswer, Report } from '../../model/index.ts';
import type { Verified } from './verifying.ts';

/** Nothing was looked at before the time was over. */
const NOTHING: Report = { stacks: [], judgements: [], wires: [], findings: [], unknown: [], suppressed: [] };

/** What the last look saw, under what it comes to. */
export async function verifiedPage(done: Verified, says: string, signal: AbortSignal): Promise<string> {
  const { reportHtml } = await import('../../render/html/page.ts');
  return reportHtml(await reportOf(done, signal), { of: `verify, ${done.server}`, says });
}

/** The same of several clusters. */
export async function verifiedPages(
  answers: readonly ClusterAnswer<Verified>[],
  says: (done: Verified) => string,
  signal: AbortSignal,
): Promise<string> {
  const { reportsHtml } = await import('../../render/html/clusters.ts');
  const told = await Promise.all(
    answers.map(async ({ result, ...answer }) => {
      if (!result) return answer;
      const options = { of: `verify, ${result.server}`, says: says(result) };
      return { ...answer, result: { report: await reportOf(result, signal), options } };
    }),
  );
  return reportsHtml(told);
}

async function reportOf(
  { look, verifications, reach }: Pick<Verified, 'look' | 'verifications' | 'reach'>,
  signal: AbortSignal,
): Promise<Report> {
  const { verifiedReport } = await import('../../app/verified-report.ts');
  return look ? await verifiedReport(look, verifications, { reach, signal }) : NOTHING;
}
