import { fileOf, propose } from '../app/propose.ts';
import { analysisOf } from '../app/read.ts';
import { profileText } from '../app/profile-file/text.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { command } from '../kube/shell.ts';
import type { Snapshot } from '../model/index.ts';
import { visible } from '../render/visible.ts';
import { readNamed, withConfig } from './kit/config.ts';
import { defineCommand } from './kit/define-command.ts';
import { askFor, choicesIn, readsFor } from './kit/proposal.ts';
import { filled, withSource } from './kit/source.ts';
import { within } from './kit/within.ts';

const USUAL = 'default';

/** `promwire profile init`: what setup would do for an application, as a file for --profile. */
export const profileInit = defineCommand('profile init', async (given) => {
  const { invocation: all, cluster } = await withConfig(given, { hasAll: false, how: 'described by' });
  const invocation = within(all, all.flags.from.length > 0 ? 'the files were read' : undefined);
  const { flags, subject, terminal } = invocation;
  if (subject.kind !== 'object') throw knownAlready(subject.kind === 'profile' ? subject.profile.id : '');
  const defaultNamespace = flags.defaultNamespace ?? flags.namespace ?? (flags.from.length > 0 ? USUAL : undefined);
  const asked = {
    ...invocation,
    flags: {
      ...flags,
      defaultNamespace,
      variant: undefined,
      settings: undefined,
      threshold: [],
      alert: [],
      alertLabels: undefined,
    },
  };
  const reads = { extra: readsFor(invocation), whole: true };
  const described = async (snapshot: Snapshot, kube?: Kube): Promise<string> => {
    const analysis = analysisOf(snapshot);
    const choices = await choicesIn(kube, analysis, asked);
    const proposal = await propose(analysis, choices, { correct: true, chooseStack: askFor(terminal) });
    for (const note of proposal.notes) terminal.err(`note: ${visible(note)}\n`);
    const file = fileOf(proposal, choices);
    if (!file) throw new Error('an application that was named has no profile');
    return profileText(file, subject.object.word, proposal.app.namespace);
  };
  terminal.out(
    flags.from.length > 0
      ? await described(await readNamed(asked, cluster))
      : await withSource(asked, reads, async (read, kube) => await described(await filled(read, asked), kube)),
  );
  return ['ok'];
});

/** A profile that comes with promwire has several versions, which no file describes. */
function knownAlready(id: string): PromwireError {
  return new PromwireError(
    'usage',
    `profile init writes down an application that promwire does not know yet, and ${id} is known, in several versions`,
    `Name an application, such as service/web. For ${id}, ${command`promwire settings ${id}`} prints what can be set, and ${command`promwire generate ${id}`} the manifests.`,
  );
}
