import { report } from '../engine/report.ts';
import { clusterChecks } from '../registry.ts';
import { choice } from './flags.ts';
import { printReport, reportExitCode } from './output.ts';
import { questionOf } from './question.ts';
import { analysisOf, readSource } from './source.ts';
import type { Command } from './table.ts';

/** `promwire check`: reads, decides, prints. Writes nothing. */
export const check: Command = async (invocation) => {
  const { given, terminal } = invocation;
  const failOn = choice(given, 'failOn', ['error', 'warning'], 'error');
  choice(given, 'output', ['text', 'json', 'yaml'], 'text');
  const analysis = analysisOf(await readSource(invocation));
  const answer = report(analysis, clusterChecks, questionOf(analysis, given));
  await printReport(terminal, given, answer);
  return reportExitCode(answer, failOn);
};
