import { causesOfMessage } from '../app/explain-message.ts';
import { causes, explain as pageOf, isCause } from '../app/explain.ts';
import { PromwireError } from '../errors.ts';
import { causesText, messageText, pageText } from '../render/text/lines.ts';
import { defineCommand } from './kit/define-command.ts';

/** `promwire explain ID`: the page of a check. Of an error message, the causes that it may have; without both, all of them. */
export const explain = defineCommand('explain', async ({ subject: words, terminal }) => {
  const { outStyle: style } = terminal;
  const text = words.join(' ');
  if (words.length > 1 && words.every(isCause))
    throw new PromwireError('usage', `one check at a time: ${text}`, 'promwire explain lists them.');
  const found = isCause(text) ? [] : causesOfMessage(text);
  terminal.out(
    words.length === 0
      ? causesText(causes(), style)
      : found.length > 0
        ? messageText(found, causes(), style)
        : pageText(pageOf(text), style),
  );
  return await Promise.resolve(['ok']);
});
