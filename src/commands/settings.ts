import { keptInCluster } from '../app/kept-in-cluster.ts';
import { namedBy } from '../app/propose.ts';
import { settingsFile } from '../app/settings-template.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { knownAlone, knownByPage } from './kit/known-alone.ts';
import type { Known } from './kit/known-alone.ts';
import { proposeIn } from './kit/proposal.ts';
import { openCluster } from './kit/source.ts';
import { visible } from '../render/visible.ts';
import { within } from './kit/within.ts';

/** `promwire settings`: a file for --settings, as shipped or as kept in a cluster. */
export const settings = defineCommand('settings', async (all) => {
  const invocation = within(all);
  const { flags, subject, terminal, signal } = invocation;
  const { fromCluster, namespace } = flags;
  const alone = subject.kind === 'object' ? knownByPage(subject.object, flags) : knownAlone(subject);
  if (alone && !fromCluster) {
    terminal.out(settingsFile(alone.profile, undefined, alone.words));
    return ['ok'];
  }
  const kube = await openCluster(invocation);
  try {
    // The application of a file or a page may be called otherwise than it seems: only the cluster tells.
    const { profile, words } = subject.kind === 'profile' && alone ? alone : await knownInCluster(kube, invocation);
    if (!fromCluster) {
      terminal.out(settingsFile(profile, undefined, words));
      return ['ok'];
    }
    const kept = await keptInCluster(kube, profile, { namespace, signal });
    const where = kept?.at === undefined ? 'nothing is set; the alerts are as shipped' : `as kept at ${kept.at}`;
    terminal.err(
      `note: ${visible(kept ? where : `promwire made no rules for ${profile.title} here; this is what is shipped`)}\n`,
    );
    terminal.out(settingsFile(profile, kept?.written, words));
    return ['ok'];
  } finally {
    kube.close();
  }
});

type Asked = Invocation<'settings'>;

async function knownInCluster(kube: Kube, invocation: Asked): Promise<Known> {
  const flags = { ...invocation.flags, variant: undefined, settings: undefined, threshold: [], alert: [] };
  const proposal = await proposeIn(kube, { ...invocation, flags: { ...flags, alertLabels: undefined } });
  return { profile: proposal.profile, words: namedBy(proposal) };
}
