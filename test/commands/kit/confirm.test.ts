import { describe, expect, it } from '@jest/globals';
import { confirm } from '../../../src/commands/kit/confirm.ts';
import { recorder } from '../terminal.ts';

const words = { question: 'Apply these 2 changes?', undone: 'nothing was written', hint: 'Give --yes.' };

/** Asks on a terminal whose person says `answer`; without one there is no terminal. */
const ask = async (yes: boolean, answer?: string): Promise<readonly string[]> => {
  const asked: string[] = [];
  const person = async (question: string): Promise<string> => {
    asked.push(question);
    return await Promise.resolve(answer ?? '');
  };
  const { terminal } = recorder(answer === undefined ? undefined : person);
  await confirm({ flags: { yes }, terminal, signal: new AbortController().signal }, words);
  return asked;
};

describe('before something is written', () => {
  it.each(['y', 'Y', 'yes', ' YES '])('%j goes on', async (answer) => {
    expect(await ask(false, answer)).toEqual(['Apply these 2 changes? [y/N] ']);
  });

  it.each(['', 'n', 'yeah', 'yes please'])('%j does not', async (answer) => {
    await expect(ask(false, answer)).rejects.toMatchObject({ code: 'failed', message: 'nothing was written' });
  });

  it('Ctrl-C at the question says that nothing was written', async () => {
    const stop = new AbortController();
    const { terminal } = recorder(async () => {
      stop.abort();
      return await Promise.reject(new Error('The operation was aborted'));
    });
    await expect(confirm({ flags: { yes: false }, terminal, signal: stop.signal }, words)).rejects.toMatchObject({
      code: 'interrupted',
      message: 'interrupted: nothing was written',
    });
  });

  it('nobody is asked with --yes', async () => {
    expect(await ask(true)).toEqual([]);
  });

  it('without a terminal it says what to give', async () => {
    await expect(ask(false)).rejects.toMatchObject({
      code: 'usage',
      message: 'there is no terminal to ask on, so nothing was written',
      hint: 'Give --yes.',
    });
  });
});
