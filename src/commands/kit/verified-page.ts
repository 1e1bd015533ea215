/** `promwire verify -o html`. */
import type { Report } from '../../model/index.ts';
import type { Verified } from './verifying.ts';

/** Nothing was looked at before the time was over. */
const NOTHING: Report = { stacks: [], judgements: [], wires: [], findings: [], unknown: [], suppressed: [] };

/** What the last look saw, under what it comes to. */
export async function verifiedPage(
  { look, verifications, server }: Verified,
  says: string,
  signal: AbortSignal,
): Promise<string> {
  const { verifiedReport } = await import('../../app/verified-report.ts');
  const { reportHtml } = await import('../../render/html/page.ts');
  const report = look ? await verifiedReport(look, verifications, signal) : NOTHING;
  return reportHtml(report, { of: `verify, ${server}`, says });
}
