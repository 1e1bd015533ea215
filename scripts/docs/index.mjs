// What is generated in docs/: path from the root of the repository -> text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../dependencies.mjs';
import { commandsPage } from './commands.mjs';
import { messagesPage, readMessages, withPhrases } from './messages.mjs';
import { firstScreen } from './screen.mjs';

const CHECKS = 'docs/checks';

const formatted = async (path, text) =>
  await format(text, { ...(await resolveConfig(join(root, path))), filepath: path });

export const docs = async () => {
  const messages = readMessages();
  const causes = readdirSync(join(root, CHECKS)).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const texts = [
    ['docs/messages.md', messagesPage(messages)],
    ['docs/commands.md', await commandsPage()],
    ...causes.map((name) => {
      const path = `${CHECKS}/${name}`;
      const text = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
      return [path, withPhrases(text, name.slice(0, -'.md'.length), messages)];
    }),
  ];
  const pages = await Promise.all(texts.map(async ([path, text]) => [path, await formatted(path, text)]));
  return new Map([...pages, ['docs/images/first-screen.svg', firstScreen()]]);
};
