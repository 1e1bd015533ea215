import { writeGenerated } from '../app/generate.ts';
import type { Generated } from '../app/generate.ts';
import type { Proposal } from '../app/propose.ts';
import { analysisOf } from '../app/read.ts';
import { PromwireError } from '../errors.ts';
import { ruleComments } from '../render/rule-comments.ts';
import { command, filePath } from '../kube/shell.ts';
import { visible } from '../render/visible.ts';
import { contentsOf } from '../render/text/contents.ts';
import { writtenText } from '../render/text/lines.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { configOf } from './kit/generate-config.ts';
import { madeIn } from './kit/generated.ts';
import { fromFlags, isByFlags } from './kit/labels-by-flags.ts';
import { printManifests } from './kit/output.ts';
import { askFor, readsFor } from './kit/proposal.ts';
import { withSource } from './kit/source.ts';
import { within } from './kit/within.ts';

type Asked = Invocation<'generate'>;
type Made = Generated & Pick<Proposal, 'profile'>;

const USUAL = 'default';

/** `promwire generate`: the manifests of setup, for Git. Nothing is written to a cluster. */
export const generate = defineCommand('generate', async (all) => {
  const config = await configOf(all);
  if (config !== undefined) return await (await import('./kit/generate-clusters.ts')).generateClusters(all, config);
  if (all.flags.check)
    throw new PromwireError(
      'usage',
      '--check: it compares with the folders of promwire.yaml, and there is none',
      'promwire init writes one; git diff --exit-code tells what --out changed.',
    );
  const invocation = within(all, all.flags.from.length > 0 ? 'the files were read' : undefined);
  const { flags, terminal } = invocation;
  const made = isByFlags(flags) ? await fromFlags(invocation) : await fromSource(invocation);
  if (!made) return ['findings'];
  if (flags.out === undefined) {
    await printManifests(terminal, flags.output, made.manifests, ruleComments(made.variant.rules));
    return ['ok'];
  }
  const files = await writeGenerated(flags.out, made.profile, made, flags);
  terminal.out(writtenText(files));
  // Of what a profile knows the documentation tells.
  if (invocation.subject.kind !== 'profile')
    for (const text of made.manifests.flatMap(contentsOf)) terminal.err(`note: ${visible(text)}\n`);
  terminal.err(`next: ${visible(command`kubectl apply -k ${filePath(flags.out)}`)}, or commit the folder\n`);
  if (files.left.length > 0)
    terminal.err(`note: left from before: ${visible(files.left.join(', '))}; remove them unless they are wanted\n`);
  return ['ok'];
});

/** From a cluster or files; undefined where something cannot be wired in, which is then printed. */
async function fromSource(invocation: Asked): Promise<Made | undefined> {
  const { terminal, flags } = invocation;
  // What is made of objects that name no namespace has to name one: that of kubectl apply without any.
  const defaultNamespace = flags.defaultNamespace ?? flags.namespace ?? (flags.from.length > 0 ? USUAL : undefined);
  const source = { ...invocation, flags: { ...flags, defaultNamespace } };
  const reads = { extra: readsFor(invocation), whole: true };
  return await withSource(source, reads, async (snapshot, kube) => {
    const analysis = analysisOf(snapshot);
    return await madeIn(kube, analysis, invocation, { chooseStack: askFor(terminal), files: flags.from });
  });
}
