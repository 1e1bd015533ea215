import { keptInCluster } from '../app/kept-in-cluster.ts';
import { settingsFile } from '../app/settings-template.ts';
import { defineCommand } from './kit/define-command.ts';
import { openCluster } from './kit/source.ts';

/** `promwire settings`: a file for --settings, as shipped or as kept in a cluster. */
export const settings = defineCommand('settings', async (invocation) => {
  const { flags, subject: profile, terminal, signal } = invocation;
  const { fromCluster, namespace } = flags;
  if (!fromCluster) {
    terminal.out(settingsFile(profile));
    return ['ok'];
  }
  const kube = await openCluster(invocation);
  try {
    const kept = await keptInCluster(kube, profile, { namespace, signal });
    terminal.err(
      kept ? `note: as kept at ${kept.at}\n` : 'note: nothing is set in this cluster; the alerts are as shipped\n',
    );
    terminal.out(settingsFile(profile, kept?.written));
    return ['ok'];
  } finally {
    kube.close();
  }
});
