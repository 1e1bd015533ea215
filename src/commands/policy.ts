import { policies, policyReads, writePolicies } from '../app/policy.ts';
import { analysisOf } from '../app/read.ts';
import { kindNamed } from '../app/subject.ts';
import { PromwireError } from '../errors.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { command, filePath } from '../kube/shell.ts';
import { originComments } from '../render/origin-comments.ts';
import { policyText } from '../render/text/policy.ts';
import { writtenText } from '../render/text/lines.ts';
import { visible, visibleLines } from '../render/visible.ts';
import { defineCommand } from './kit/define-command.ts';
import { printManifests } from './kit/output.ts';
import { readSource } from './kit/source.ts';
import { within } from './kit/within.ts';

/** `promwire policy`: what has the API server itself tell, or set right, what no Prometheus takes. */
export const policy = defineCommand('policy', async (all) => {
  const invocation = within(all, all.flags.from.length > 0 ? 'the files were read' : undefined);
  const { flags, terminal } = invocation;
  const { namespaces, ...options } = flags;
  // A mistake is reported before anything is read.
  const kinds = flags.kinds.map((word) => kindNamed(word, SUBJECT_KINDS));
  const read = await readSource(
    { ...invocation, flags: { ...flags, namespace: undefined } },
    {
      only: policyReads(),
    },
  );
  const { manifests, made, left, unlabelled, origins } = policies(analysisOf(read), { ...options, kinds, namespaces });
  for (const { kind, why } of left) terminal.err(`note: no policy for ${kind} objects: ${visible(why)}\n`);
  for (const { kind, why } of unlabelled) terminal.err(`note: no label is added to ${kind} objects: ${visible(why)}\n`);
  const outcome = left.some(({ unknown }) => unknown) ? 'unknown' : 'ok';
  if (manifests.length === 0) {
    if (outcome === 'unknown') return [outcome];
    throw new PromwireError('failed', 'there is nothing to make a policy of', 'See the notes above.');
  }
  const summary = (): string => visibleLines(policyText(made, { ...flags, stack: flags.stack !== undefined }));
  if (flags.out === undefined) {
    await printManifests(terminal, flags.output, manifests, originComments(origins));
    if (flags.output !== 'json')
      terminal.err(
        `${summary()}next: look at it, then the same with | kubectl apply -f -\n      the same with | kubectl delete -f - takes it back\n`,
      );
    return [outcome];
  }
  terminal.out(writtenText(await writePolicies(flags.out, { manifests, origins }, flags)));
  const folder = filePath(flags.out);
  terminal.err(
    `${summary()}next: ${visible(command`kubectl apply -k ${folder}`)}, or commit the folder\n      ${visible(command`kubectl delete -k ${folder}`)} takes it back\n`,
  );
  return [outcome];
});
