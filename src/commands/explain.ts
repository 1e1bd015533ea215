import { PromwireError } from '../errors.ts';
import { pages } from '../generated/pages.ts';
import { checks, clusterChecks } from '../registry.ts';
import { nearest } from '../kube/nearest.ts';
import { defineCommand } from './kit/define-command.ts';

/** `promwire explain ID`: the page of a check; without an id, all of them in a line each. */
export const explain = defineCommand('explain', async ({ subject: words, terminal }) => {
  const all = [...checks, ...clusterChecks].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const [id, ...rest] = words;
  if (rest.length > 0)
    throw new PromwireError('usage', `one check at a time: ${words.join(' ')}`, 'promwire explain lists them.');
  if (id === undefined) {
    const width = Math.max(...all.map((check) => check.id.length)) + 2;
    terminal.out(`${all.map((check) => `${check.id.padEnd(width)}${check.title}`).join('\n')}\n`);
    return await Promise.resolve(['ok']);
  }
  const page = Object.hasOwn(pages, id) ? pages[id] : undefined;
  if (page === undefined) {
    const near = nearest(
      id,
      all.map((check) => check.id),
    );
    throw new PromwireError(
      'usage',
      `no check is called ${id}`,
      near === undefined ? 'promwire explain lists them.' : `Did you mean promwire explain ${near}?`,
    );
  }
  terminal.out(page.endsWith('\n') ? page : `${page}\n`);
  return ['ok'];
});
