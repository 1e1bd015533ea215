import { describe, expect, it } from '@jest/globals';
import { confirm } from '../../../src/commands/kit/confirm.ts';
import { readFlags } from '../../../src/commands/kit/flags.ts';
import type { Terminal } from '../../../src/commands/kit/terminal.ts';
import { plain } from '../../../src/render/text/style.ts';

const words = { question: 'Apply these 2 changes?', undone: 'nothing was written', hint: 'Give --yes.' };

/** Asks on a terminal whose person says `answer`; without one there is no terminal. */
const ask = async (argv: readonly string[], answer?: string): Promise<readonly string[]> => {
  const asked: string[] = [];
  const terminal: Terminal = {
    out: () => undefined,
    err: () => undefined,
    outStyle: plain,
    errStyle: plain,
    interactive: answer !== undefined,
    ask: async (question) => {
      asked.push(question);
      return await Promise.resolve(answer);
    },
    progress: () => undefined,
  };
  const { signal } = new AbortController();
  await confirm({ given: readFlags('setup', argv, ['yes']), terminal, signal }, words);
  return asked;
};

describe('before something is written', () => {
  it.each(['y', 'Y', 'yes', ' YES '])('%j goes on', async (answer) => {
    expect(await ask([], answer)).toEqual(['Apply these 2 changes? [y/N] ']);
  });

  it.each(['', 'n', 'yeah', 'yes please'])('%j does not', async (answer) => {
    await expect(ask([], answer)).rejects.toMatchObject({ code: 'failed', message: 'nothing was written' });
  });

  it('Ctrl-C at the question says that nothing was written', async () => {
    const stop = new AbortController();
    const terminal: Terminal = {
      out: () => undefined,
      err: () => undefined,
      outStyle: plain,
      errStyle: plain,
      interactive: true,
      ask: async () => {
        stop.abort();
        return await Promise.reject(new Error('The operation was aborted'));
      },
      progress: () => undefined,
    };
    await expect(
      confirm({ given: readFlags('setup', [], ['yes']), terminal, signal: stop.signal }, words),
    ).rejects.toMatchObject({ code: 'interrupted', message: 'interrupted: nothing was written' });
  });

  it('nobody is asked with --yes', async () => {
    expect(await ask(['--yes'])).toEqual([]);
  });

  it('without a terminal it says what to give', async () => {
    await expect(ask([])).rejects.toMatchObject({
      code: 'usage',
      message: 'there is no terminal to ask on, so nothing was written',
      hint: 'Give --yes.',
    });
  });
});
