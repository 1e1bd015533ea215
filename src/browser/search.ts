/** The search of the documentation. Loaded when it is first opened, with the documents in front of it. */
import { excerpt, finder } from './find.ts';
import type { Find, Hit, SiteDocument } from './find.ts';

/** Set in front of this text, in the same file (scripts/site.mjs). */
const { promwireDocuments = [] } = globalThis as { readonly promwireDocuments?: readonly SiteDocument[] };

const root = document.documentElement.dataset['root'] ?? '.';
const dialog = document.createElement('dialog');
const input = document.createElement('input');
const status = document.createElement('p');
const list = document.createElement('ol');
let find: Find | undefined;

const element = (name: string, text: string): HTMLElement =>
  Object.assign(document.createElement(name), { textContent: text });

/** A text with the words that were found marked in it. */
function marked(text: string, words: readonly string[]): readonly Node[] {
  const escaped = words.filter((word) => /^[\p{L}\p{N}]+$/u.test(word));
  if (escaped.length === 0) return [document.createTextNode(text)];
  return text
    .split(new RegExp(String.raw`((?<![\p{L}\p{N}])(?:${escaped.join('|')}))`, 'iu'))
    .map((part, at) => (at % 2 === 1 ? element('mark', part) : document.createTextNode(part)));
}

function row({ document: found, words }: Hit): HTMLElement {
  const link = document.createElement('a');
  link.href = `${root}/${found.at}`;
  // Causes and runbooks have sections of the same names.
  const isNamed = found.title === '' || found.group === 'Cause' || found.group === 'Runbook';
  const head = element('b', '');
  head.append(...marked(isNamed ? found.page : found.title, words));
  const where = [found.group, isNamed ? found.title : found.page].filter((part) => part !== '');
  const text = element('span', '');
  text.append(...marked(excerpt(found.text, words), words));
  link.append(head, element('small', where.join(' › ')), text);
  link.addEventListener('click', () => dialog.close());
  const item = document.createElement('li');
  item.append(link);
  return item;
}

function show(): void {
  const query = input.value.trim();
  find ??= finder(promwireDocuments);
  const hits = query === '' ? [] : find(query);
  list.replaceChildren(...hits.map(row));
  status.textContent =
    query === ''
      ? 'A cause, a command, or the words of an error message.'
      : hits.length === 0
        ? 'Nothing is found.'
        : '';
}

/** Down and up go through what is found, from the input and back to it. */
function step(by: number): void {
  const links = [...list.querySelectorAll('a')];
  const at = links.findIndex((link) => link === document.activeElement) + by;
  (links[at] ?? (at < 0 ? input : links.at(-1)))?.focus();
}

function make(): void {
  dialog.className = 'find';
  dialog.setAttribute('aria-label', 'Search the documentation');
  input.type = 'search';
  input.placeholder = 'Search';
  input.setAttribute('aria-label', 'Search the documentation');
  input.autocomplete = 'off';
  input.spellcheck = false;
  status.setAttribute('role', 'status');
  dialog.append(input, status, list);
  document.body.append(dialog);
  input.addEventListener('input', show);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Escape') {
      // In a search field it would only empty it.
      event.preventDefault();
      dialog.close();
    } else if (event.key === 'Enter' && document.activeElement === input) {
      list.querySelector('a')?.click();
    }
  });
}

make();
document.addEventListener('promwire-search', () => {
  if (!dialog.open) dialog.showModal();
  input.select();
  show();
});
