/** The comparisons of several clusters in their forms. */
import type { ClusterAnswer, Comparison } from '../../model/index.ts';
import { comparisonsJson } from '../../render/clusters-json.ts';
import { comparisonsText } from '../../render/text/comparisons.ts';
import { VERSION } from '../../version.ts';
import { withResults } from './clusters.ts';
import type { Flags } from './flags.ts';
import { jsonText, printResult } from './output.ts';
import type { Terminal } from './terminal.ts';

type Form = Flags<'comparisonOutput'>['comparisonOutput'];

/** Several comparisons in any form that they have. */
export async function printComparisons(
  terminal: Terminal,
  form: Form,
  answers: readonly ClusterAnswer<Comparison>[],
): Promise<void> {
  if (form === 'html') return terminal.out((await import('../../render/html/clusters.ts')).comparisonsHtml(answers));
  if (form === 'markdown')
    return terminal.out((await import('../../render/comparisons-markdown.ts')).comparisonsMarkdown(answers));
  if (form !== 'github' && form !== 'sarif')
    return await printResult(
      terminal,
      form,
      () => comparisonsJson(answers),
      () => comparisonsText(answers, terminal.outStyle),
    );
  const { joinedReport } = await import('../../render/across.ts');
  const { comparisonReport } = await import('../../render/comparison-report.ts');
  const joined = joinedReport(withResults(answers, (each) => ({ report: comparisonReport(each) })));
  if (form === 'github') return terminal.out((await import('../../render/github.ts')).reportGithub(joined));
  const { reportSarif } = await import('../../render/sarif.ts');
  const { causes } = await import('../../app/explain.ts');
  return terminal.out(jsonText(reportSarif(joined, causes(), VERSION)));
}
