import { causes, explain as pageOf } from '../app/explain.ts';
import { PromwireError } from '../errors.ts';
import { defineCommand } from './kit/define-command.ts';

/** `promwire explain ID`: the page of a check; without an id, all of them in a line each. */
export const explain = defineCommand('explain', async ({ subject: words, terminal }) => {
  const [id, ...rest] = words;
  if (rest.length > 0)
    throw new PromwireError('usage', `one check at a time: ${words.join(' ')}`, 'promwire explain lists them.');
  if (id === undefined) {
    const all = causes();
    const width = Math.max(...all.map((cause) => cause.id.length)) + 2;
    terminal.out(`${all.map((cause) => `${cause.id.padEnd(width)}${cause.title}`).join('\n')}\n`);
  } else terminal.out(pageOf(id));
  return await Promise.resolve(['ok']);
});
