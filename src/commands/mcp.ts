import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { PromwireError } from '../errors.ts';
import { defineCommand } from './kit/define-command.ts';
import { timeoutOf } from './kit/within.ts';
import { newPlans } from './mcp/plans.ts';
import { serve } from './mcp/serve.ts';
import { toolsFor } from './mcp/tools.ts';

/** `promwire mcp`: the Model Context Protocol on standard input and output, until the input ends. */
export const mcp = defineCommand('mcp', async (invocation) => {
  const { flags, terminal, env, signal, sent } = invocation;
  const { kubeconfig, context, root, allowWrite, verbose } = flags;
  const folders = root.length === 0 ? [realpathSync(process.cwd())] : root.map(folderAt);
  // Paths that calls name begin in the first one, and promwire.yaml and the git repository are looked up from there.
  const given = kubeconfig === undefined ? undefined : resolve(kubeconfig);
  process.chdir(folders[0] ?? '.');
  const tools = toolsFor({
    folders,
    kubeconfig: given,
    context,
    timeoutMs: timeoutOf(flags),
    plans: allowWrite ? newPlans() : undefined,
    env,
    sent,
  });
  if (terminal.interactive)
    terminal.err(
      'note: a client starts this and speaks the Model Context Protocol with it (docs/mcp.md); Ctrl-D ends it\n',
    );
  await serve({
    tools,
    hide: sent.hideAll,
    signal,
    onError: (text) => terminal.err(`${text}\n`),
    onCall: verbose ? (text) => terminal.err(`call: ${text}\n`) : undefined,
  });
  return ['ok'];
});

/** Throws PromwireError 'usage'. */
function folderAt(path: string): string {
  try {
    if (statSync(path).isDirectory()) return realpathSync(path);
  } catch (error) {
    throw new PromwireError('usage', `--root ${path}: not found`, 'Name a folder that is there.', { cause: error });
  }
  throw new PromwireError('usage', `--root ${path}: no folder`, 'Name a folder, below which files may be read.');
}
