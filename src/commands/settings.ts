import { keptInCluster } from '../app/kept-in-cluster.ts';
import { settingsFile } from '../app/settings-template.ts';
import { defineCommand } from './kit/define-command.ts';
import { openCluster } from './kit/source.ts';
import { visible } from '../render/visible.ts';
import { within } from './kit/within.ts';

/** `promwire settings`: a file for --settings, as shipped or as kept in a cluster. */
export const settings = defineCommand('settings', async (all) => {
  const invocation = within(all);
  const { flags, subject: profile, terminal, signal } = invocation;
  const { fromCluster, namespace } = flags;
  if (!fromCluster) {
    terminal.out(settingsFile(profile));
    return ['ok'];
  }
  const kube = await openCluster(invocation);
  try {
    const kept = await keptInCluster(kube, profile, { namespace, signal });
    const where = kept?.at === undefined ? 'nothing is set; the alerts are as shipped' : `as kept at ${kept.at}`;
    terminal.err(
      `note: ${visible(kept ? where : `promwire made no rules for ${profile.title} here; this is what is shipped`)}\n`,
    );
    terminal.out(settingsFile(profile, kept?.written));
    return ['ok'];
  } finally {
    kube.close();
  }
});
