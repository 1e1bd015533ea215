import { PromwireError } from '../errors.ts';
import { nearest } from '../kube/nearest.ts';
import { completionScript, isShell, SHELLS } from '../render/shell/scripts.ts';
import { defineCommand } from './kit/define-command.ts';

/** `promwire completion SHELL`: what a shell reads to complete command lines of promwire. */
export const completion = defineCommand('completion', async ({ subject: words, terminal }) => {
  const [shell = '', ...rest] = words;
  if (rest.length > 0)
    throw new PromwireError('usage', `one shell at a time: ${words.join(' ')}`, `Known: ${SHELLS.join(', ')}.`);
  if (!isShell(shell)) {
    const near = nearest(shell, SHELLS);
    const hint = near === undefined ? `It takes one of: ${SHELLS.join(', ')}.` : `Did you mean ${near}?`;
    throw new PromwireError('usage', shell === '' ? 'no shell is named' : `${shell}: no shell that is known`, hint);
  }
  terminal.out(completionScript(shell));
  return await Promise.resolve(['ok']);
});
