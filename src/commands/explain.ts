import { causes, explain as pageOf } from '../app/explain.ts';
import { PromwireError } from '../errors.ts';
import { causesText, pageText } from '../render/text/lines.ts';
import { defineCommand } from './kit/define-command.ts';

/** `promwire explain ID`: the page of a check; without an id, all of them in a line each. */
export const explain = defineCommand('explain', async ({ subject: words, terminal }) => {
  const [id, ...rest] = words;
  if (rest.length > 0)
    throw new PromwireError('usage', `one check at a time: ${words.join(' ')}`, 'promwire explain lists them.');
  terminal.out(id === undefined ? causesText(causes(), terminal.outStyle) : pageText(pageOf(id), terminal.outStyle));
  return await Promise.resolve(['ok']);
});
