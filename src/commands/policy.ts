import { policies, policyReads, writePolicies } from '../app/policy.ts';
import { analysisOf } from '../app/read.ts';
import { PromwireError } from '../errors.ts';
import { command, filePath } from '../kube/shell.ts';
import { writtenText } from '../render/text/lines.ts';
import { visible } from '../render/visible.ts';
import { defineCommand } from './kit/define-command.ts';
import { printManifests } from './kit/output.ts';
import { readSource } from './kit/source.ts';
import { within } from './kit/within.ts';

/** `promwire policy`: what has the API server itself tell, or set right, what no Prometheus takes. */
export const policy = defineCommand('policy', async (all) => {
  const invocation = within(all, all.flags.from.length > 0 ? 'the files were read' : undefined);
  const { flags, terminal } = invocation;
  const { namespaces, ...options } = flags;
  const read = await readSource(
    { ...invocation, flags: { ...flags, namespace: undefined } },
    {
      only: policyReads(),
    },
  );
  const { manifests, left, unlabelled } = policies(analysisOf(read), { ...options, namespaces });
  for (const { kind, why } of left) terminal.err(`note: no policy for ${kind} objects: ${visible(why)}\n`);
  for (const { kind, why } of unlabelled) terminal.err(`note: no label is added to ${kind} objects: ${visible(why)}\n`);
  const outcome = left.some(({ unknown }) => unknown) ? 'unknown' : 'ok';
  if (manifests.length === 0) {
    if (outcome === 'unknown') return [outcome];
    throw new PromwireError('failed', 'there is nothing to make a policy of', 'See the notes above.');
  }
  if (flags.out === undefined) {
    await printManifests(terminal, flags.output, manifests);
    if (flags.output !== 'json') terminal.err('next: look at it, then the same with | kubectl apply -f -\n');
    return [outcome];
  }
  terminal.out(writtenText(await writePolicies(flags.out, manifests, flags)));
  terminal.err(`next: ${visible(command`kubectl apply -k ${filePath(flags.out)}`)}, or commit the folder\n`);
  return [outcome];
});
