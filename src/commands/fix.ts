import { PromwireError } from '../errors.ts';
import { withConfig } from './kit/config.ts';
import { defineCommand } from './kit/define-command.ts';
import { fixInCluster } from './kit/fix-in-cluster.ts';
import { fixInFiles } from './kit/fix-in-files.ts';

/** `promwire fix`: what check finds, changed in the cluster or where it is written. */
export const fix = defineCommand('fix', async (given) => {
  const { invocation, cluster } = await withConfig(given, { hasAll: false, how: 'fixed in' });
  const { from, write } = invocation.flags;
  if (write && from.length === 0)
    throw new PromwireError(
      'usage',
      '--write goes with --from',
      'Add --from: objects of a cluster are changed after a question, or with --yes.',
    );
  return from.length === 0 ? await fixInCluster(invocation, cluster) : await fixInFiles(invocation, cluster);
});
