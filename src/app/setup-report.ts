/** What setup prints above its plan: what is wrong as things are. */
import { applicationQuestion } from '../judge/application.ts';
import { report } from '../judge/report.ts';
import type { Finding, Report } from '../model/index.ts';
import { clusterChecks } from '../registry.ts';
import { isOursAt } from '../world/ours.ts';
import type { Proposal } from './propose.ts';
import { questionOf } from './question.ts';

/** What holds of the application of a proposal as it is; what becomes of promwire's own objects is in the plan. */
export function reportBefore({ analysis, profile, object, app, stack, plan }: Proposal): Report {
  const { namespace } = app;
  const before = report(analysis, clusterChecks, {
    ...(object
      ? questionOf(analysis, { subjects: [{ kind: 'object', object }], namespace })
      : applicationQuestion(analysis, profile, namespace)),
    stack: stack.ref,
  });
  return {
    ...before,
    findings: before.findings
      .filter(({ object }) => !isOursAt(analysis.world, object))
      .map((finding) => withoutItself(finding, plan.blocked.length > 0)),
  };
}

/** Setup does not send to setup: its plan is below, and is the way that it would name. */
function withoutItself(finding: Finding, isBlocked: boolean): Finding {
  const { instead = [], fix, ...rest } = finding;
  const others = instead.filter(({ command = '' }) => !isSetup(command));
  const done = fix?.kind === 'advise' && fix.steps.every(isSetup);
  return {
    ...rest,
    ...(fix ? { fix } : {}),
    ...(others.length > 0 ? { instead: others } : {}),
    ...(done ? { remedy: isBlocked ? 'What keeps setup from it is named below.' : 'The plan below does it.' } : {}),
  };
}

const isSetup = (command: string): boolean => /^promwire setup(?: |$)/.test(command);
