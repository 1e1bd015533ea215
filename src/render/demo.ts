import type { Plan, PrintedDemo, Report } from '../model/index.ts';
import { PRINTED, reportJson } from './report-json.ts';
import { planText } from './text/plan.ts';
import { reportText } from './text/report.ts';
import { wrap } from './text/style.ts';
import type { Style } from './text/style.ts';
import { visible } from './visible.ts';

interface Demo {
  readonly report: Report;
  readonly plan: Plan;
  readonly files: readonly string[];
}

/** The whole job on the bundled cluster, for a person. */
export function demoText({ report, plan, files }: Demo, style: Style): string {
  const differences = plan.changes.map((change) => ({ change, state: 'create' as const, fields: [] }));
  return [
    style.bold('1. What is wrong  (promwire check)\n\n'),
    reportText(report, style),
    style.bold('\n2. What promwire would do  (promwire setup)\n\n'),
    planText(plan, differences, style),
    style.bold('3. The same as files  (promwire generate)\n\n'),
    ...files.filter((file) => !isHtml(file) && !isCluster(file)).map((file) => `  ${visible(file)}\n`),
    style.bold('\n4. What is wrong, to look at  (promwire check -o html)\n\n'),
    ...files.filter(isHtml).map((file) => `  ${visible(file)}  (open it in a browser)\n`),
    style.bold('\n5. The cluster itself, to try other commands on  (promwire check --from FILE)\n\n'),
    ...files.filter(isCluster).map((file) => `  ${visible(file)}\n`),
    `\n${wrap('This was a bundled cluster. On yours: promwire check, then promwire setup.', style.width, '').join('\n')}\n`,
  ].join('');
}

const isCluster = (file: string): boolean => /(?:^|[\\/])cluster\.yaml$/.test(file);

const isHtml = (file: string): boolean => file.endsWith('.html');

/** The same as one document. */
export function demoJson({ report, plan, files }: Demo): PrintedDemo {
  return {
    apiVersion: PRINTED,
    kind: 'Demo',
    report: reportJson(report, { verdicts: 'all' }),
    plan: { changes: plan.changes.length, blocked: plan.blocked, advice: plan.advice },
    files,
  };
}
