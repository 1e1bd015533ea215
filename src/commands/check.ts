import type { Analysis } from '../engine/context.ts';
import { analyse } from '../engine/context.ts';
import { report } from '../engine/report.ts';
import { clusterChecks } from '../registry.ts';
import { choice } from './flags.ts';
import { observeAll } from './live.ts';
import { printReport, reportExitCode, reportForm } from './output.ts';
import { askedPaths, questionOf } from './question.ts';
import { analysisOf, openCluster, readCluster, readSource } from './source.ts';
import type { Command, Invocation } from './table.ts';

/** `promwire check`: reads, decides, prints. Writes nothing. */
export const check: Command = async (invocation) => {
  const { given, terminal } = invocation;
  const failOn = choice(given, 'failOn', ['error', 'warning'], 'error');
  reportForm(given);
  const analysis =
    given.texts('from').length > 0 ? analysisOf(await readSource(invocation)) : await fromCluster(invocation);
  const answer = report(analysis, clusterChecks, questionOf(analysis, given));
  const asked = askedPaths(analysis, given);
  await printReport(terminal, given, answer, asked);
  // Asked "who scrapes this?", nobody is a finding even where no object is at fault.
  const nobody = asked.some(({ paths }) => paths.every((path) => path.state !== 'scraped' && path.state !== 'unknown'));
  return Math.max(reportExitCode(answer, failOn), nobody ? 1 : 0);
};

/** The cluster, and what the stacks that run in it say of themselves. */
async function fromCluster(invocation: Invocation): Promise<Analysis> {
  const kube = await openCluster(invocation);
  try {
    const analysis = analysisOf(await readCluster(kube, invocation));
    const live = await observeAll(kube, invocation, analysis);
    return live.length === 0 ? analysis : analyse(analysis.world, analysis.rulebook, live);
  } finally {
    kube.close();
  }
}
