// A page of Markdown as HTML, with GitHub's anchors, and as sections to search in.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Marked } from 'marked';
import { root } from '../dependencies.mjs';
import { placeOf } from './pages.mjs';

/** What is not a page of the site is looked at there. */
const REPOSITORY = 'https://github.com/promwire/promwire/blob/main/';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escaped = (text) => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);

/** GitHub's anchor of a heading. */
const anchorOf = (title) =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

/** What a reader sees of tokens. */
const textOf = (tokens = []) =>
  tokens
    .map((token) => {
      if (token.type === 'html') return '';
      if (token.type === 'table')
        return [token.header, ...token.rows].map((row) => row.map((cell) => textOf(cell.tokens)).join(' ')).join('\n');
      if (token.type === 'list') return token.items.map((item) => textOf(item.tokens)).join('\n');
      if (token.type === 'br' || token.type === 'space') return '\n';
      if (token.type === 'image') return '';
      return token.tokens ? textOf(token.tokens) + (token.type === 'paragraph' ? '\n' : '') : plain(token.text ?? '');
    })
    .join('');

const plain = (text) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/**
 * Where a link of the page `from` leads in the site: another page, an image, what is in the repository alone, or elsewhere.
 * A link to what is not there is an error.
 */
const targetOf = (href, from, places) => {
  if (/^[a-z]+:/.test(href) || href.startsWith('#')) return href;
  const [path, fragment] = href.split('#');
  const target = posix.normalize(posix.join(posix.dirname(from), path)).replace(/\/$/, '');
  if (!existsSync(join(root, target))) throw new Error(`${from}: ${href} is not there`);
  const anchor = fragment === undefined ? '' : `#${fragment}`;
  if (target === 'README.md') return relative(placeOf(from), 'index.html');
  if (!places.has(placeOf(target)) && !target.startsWith('docs/images/')) return `${REPOSITORY}${target}${anchor}`;
  return relative(placeOf(from), placeOf(target)) + anchor;
};

/**
 * What is written as the path of a page (docs/use.md), as it is on GitHub, reads as what that page is called; undefined: the
 * words of a link say it themselves.
 */
const labelOf = (words, href, from, places) => {
  if (/^[a-z]+:/.test(href) || href.startsWith('#')) return undefined;
  const target = posix.normalize(posix.join(posix.dirname(from), href.split('#')[0]));
  const named = [words, posix.join(words, 'README.md')].some((path) => target === path || target === `docs/${path}`);
  return named ? places.get(target === 'README.md' ? 'index.html' : placeOf(target)) : undefined;
};

/** A path from one page of the site to another file of it. */
export const relative = (from, to) => posix.relative(posix.dirname(from), to);

/** { html, headings: [{ depth, title, id }], sections: [{ id, title, text }] } of the page at `path`. `places`: what each page of the site is called. */
export const rendered = (text, path, places) => {
  const headings = [];
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth }) {
        const title = textOf(tokens);
        const base = anchorOf(title);
        const same = headings.filter(({ base: other }) => other === base).length;
        const id = same === 0 ? base : `${base}-${same}`;
        headings.push({ depth, title, id, base });
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${escaped(id)}">${inner}${depth > 1 ? ` <a class="anchor" href="#${escaped(id)}" aria-label="Link to ${escaped(title)}">#</a>` : ''}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const to = targetOf(href, path, places);
        const leaves = /^https?:/.test(to) ? ' rel="noreferrer"' : '';
        const label = labelOf(textOf(tokens), href, path, places);
        return `<a href="${escaped(to)}"${leaves}>${label === undefined ? this.parser.parseInline(tokens) : escaped(label)}</a>`;
      },
      image({ href, text: alt }) {
        return `<img src="${escaped(targetOf(href, path, places))}" alt="${escaped(alt)}" loading="lazy">`;
      },
      code({ text: code, lang = '' }) {
        return `<div class="code"><pre tabindex="0"><code${lang ? ` data-lang="${escaped(lang.split(' ')[0])}"` : ''}>${escaped(code)}\n</code></pre></div>\n`;
      },
      html({ text: html }) {
        if (/^\s*<!--[^]*-->\s*$/.test(html)) return '';
        throw new Error(`${path}: HTML in Markdown: ${html.trim()}`);
      },
    },
  });
  const tokens = marked.lexer(text);
  const html = marked
    .parser(tokens)
    .replaceAll('<table>', '<div class="table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>');
  return { html, headings, sections: sectionsOf(tokens, headings) };
};

/** What stands below each heading; a table or list is text, too. */
const sectionsOf = (tokens, headings) => {
  const sections = [];
  for (const token of tokens) {
    if (token.type === 'heading') sections.push({ ...headings[sections.length], text: '' });
    else if (sections.length > 0) sections.at(-1).text += `${textOf([token])}\n`;
  }
  return sections.map(({ id, title, depth, text }) => ({
    id,
    title,
    depth,
    text: text.replaceAll(/\s+/g, ' ').trim(),
  }));
};
