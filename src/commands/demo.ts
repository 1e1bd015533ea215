import { PRINTED } from '../render/report-json.ts';
import { report } from '../judge/report.ts';
import { readDemo } from '../app/demo.ts';
import { writeFiles } from '../io/files/write-files.ts';
import { clusterChecks } from '../registry.ts';
import { planText } from '../render/text/plan.ts';
import { reportJson } from '../render/report-json.ts';
import { reportText } from '../render/text/report.ts';
import { filesOf, manifestsOf } from '../app/manifests.ts';
import { printResult } from './kit/output.ts';
import { propose } from '../app/propose.ts';
import { analysisOf } from '../app/read.ts';
import { defineCommand } from './kit/define-command.ts';

/**
 * `promwire demo`: discover, explain and plan on a bundled snapshot of a cluster as two `helm install`s leave it,
 * and the manifests of the plan in a folder. It ends well when the plan is complete.
 */
export const demo = defineCommand('demo', async ({ flags, subject: profile, terminal }) => {
  const analysis = analysisOf(await readDemo());
  const answer = report(analysis, clusterChecks);
  const { plan, variant } = await propose(analysis, { profile }, { correct: false });
  const { out: folder = 'promwire-demo', output } = flags;
  const { written, unchanged } = await writeFiles(folder, filesOf(manifestsOf(plan), variant));
  const files = [...written, ...unchanged].sort();
  const style = terminal.outStyle;
  await printResult(
    terminal,
    output,
    () => ({
      apiVersion: PRINTED,
      kind: 'Demo',
      report: reportJson(answer, { verdicts: 'all' }),
      plan: { changes: plan.changes.length, blocked: plan.blocked, advice: plan.advice },
      files,
    }),
    () =>
      [
        style.bold('1. What is wrong  (promwire check)\n\n'),
        reportText(answer, style),
        style.bold('\n2. What promwire would do  (promwire setup)\n\n'),
        planText(
          plan,
          plan.changes.map((change) => ({ change, state: 'create' as const, fields: [] })),
          style,
        ),
        style.bold('3. The same as files  (promwire generate)\n\n'),
        ...files.map((file) => `  ${file}\n`),
        '\nThis was a bundled cluster. On yours: promwire check, then promwire setup.\n',
      ].join(''),
  );
  return [plan.blocked.length > 0 ? 'findings' : 'ok'];
});
