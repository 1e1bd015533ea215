import { demo as onDemo } from '../app/demo.ts';
import { demoJson, demoText } from '../render/demo.ts';
import { defineCommand } from './kit/define-command.ts';
import { printResult } from './kit/output.ts';

/**
 * `promwire demo`: discover, explain and plan on a bundled snapshot of a cluster as two `helm install`s leave it,
 * and the manifests of the plan in a folder. It ends well when the plan is complete.
 */
export const demo = defineCommand('demo', async ({ flags, subject: profile, terminal }) => {
  const done = await onDemo(flags.out ?? 'promwire-demo', profile);
  await printResult(
    terminal,
    flags.output,
    () => demoJson(done),
    () => demoText(done, terminal.outStyle),
  );
  return [done.plan.blocked.length > 0 ? 'findings' : 'ok'];
});
