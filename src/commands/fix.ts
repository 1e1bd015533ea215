import { defineCommand } from './kit/define-command.ts';
import { fixInCluster } from './kit/fix-in-cluster.ts';
import { fixInFiles } from './kit/fix-in-files.ts';

/** `promwire fix`: what check finds, changed in the cluster or where it is written. */
export const fix = defineCommand('fix', async (invocation) =>
  invocation.flags.from.length === 0 ? await fixInCluster(invocation) : await fixInFiles(invocation),
);
