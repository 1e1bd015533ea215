/** The reports of several clusters in any of their forms. */
import type { ClusterAnswer } from '../../model/index.ts';
import { reportsJson } from '../../render/reports-json.ts';
import { reportsText } from '../../render/text/reports.ts';
import { VERSION } from '../../version.ts';
import type { Flags } from './flags.ts';
import type { Looked } from './looking.ts';
import { jsonText, printResult } from './output.ts';
import type { Terminal } from './terminal.ts';

type ReportsFlags = Flags<'reportOutput' | 'verbose' | 'verdicts' | 'failOn'>;

/** Several reports in any form; each renderer but the usual ones is loaded only when it is asked for. */
export async function printReports(
  terminal: Terminal,
  flags: ReportsFlags,
  answers: readonly ClusterAnswer<Looked>[],
): Promise<void> {
  const { reportOutput: form = 'text', failOn } = flags;
  switch (form) {
    case 'sarif': {
      const { joinedReport } = await import('../../render/across.ts');
      const { reportSarif } = await import('../../render/sarif.ts');
      const { causes } = await import('../../app/explain.ts');
      return terminal.out(jsonText(reportSarif(joinedReport(answers), causes(), VERSION)));
    }
    case 'junit':
      return terminal.out((await import('../../render/junit.ts')).reportsJunit(answers, failOn));
    case 'github': {
      const { joinedReport } = await import('../../render/across.ts');
      return terminal.out((await import('../../render/github.ts')).reportGithub(joinedReport(answers)));
    }
    case 'prometheus':
      return terminal.out(await (await import('../../render/metrics.ts')).reportsMetrics(answers));
    case 'html':
      return terminal.out((await import('../../render/html/clusters.ts')).reportsHtml(answers));
    default:
      return await printResult(
        terminal,
        form,
        () => reportsJson(answers, flags),
        () => reportsText(answers, terminal.outStyle, flags),
      );
  }
}
