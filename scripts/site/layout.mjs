// A whole page of the site around the text of one.
import { escaped, relative } from './markdown.mjs';
import { placeOf, START } from './pages.mjs';

const link = (from, to, label, current) =>
  `<a href="${relative(from, to)}"${current ? ' aria-current="page"' : ''}>${escaped(label)}</a>`;

/** Pages below another one are listed where the reader is among them. */
const navigationHtml = (groups, page) =>
  groups
    .map(({ group, pages }) => {
      const items = pages.map(({ path, label, children }) => {
        const open = page.path === path || page.parent === path;
        const inner =
          open && children.length > 0
            ? `<ul>${children.map((child) => `<li>${link(page.place, placeOf(child.path), child.label, child.path === page.path)}</li>`).join('')}</ul>`
            : '';
        return `<li>${link(page.place, placeOf(path), label, path === page.path)}${inner}</li>`;
      });
      return `<h2>${escaped(group)}</h2><ul>${items.join('')}</ul>`;
    })
    .join('\n');

const contents = (headings) => {
  const listed = headings.filter(({ depth }) => depth === 2);
  if (listed.length < 3) return '';
  const items = listed.map(({ id, title }) => `<li><a href="#${escaped(id)}">${escaped(title)}</a></li>`);
  return `<aside aria-label="On this page"><h2>On this page</h2><ul>${items.join('')}</ul></aside>`;
};

const step = (page, other, label, rel) =>
  other === undefined
    ? '<span></span>'
    : `<a rel="${rel}" href="${relative(page.place, other.place)}"><small>${label}</small>${escaped(other.title)}</a>`;

/** Scripts that this one loads may run, whatever file they come from; no others do. */
const policy = (style, script) =>
  `default-src 'none'; style-src '${style.hash}'; script-src '${script.hash}' 'strict-dynamic'; img-src 'self'; base-uri 'none'; form-action 'none'`;

const SOURCE = 'https://github.com/promwire/promwire/blob/main/';

export const pageHtml = ({ page, groups, body, before, after, style, script }) => {
  const { html, headings, sections } = body;
  const home = relative(page.place, 'index.html');
  const place = [page.group, groups.flatMap(({ pages }) => pages).find(({ path }) => path === page.parent)];
  const crumbs =
    place[0] === ''
      ? ''
      : `<p class="crumbs">${escaped(place[0])}${place[1] ? ` · ${link(page.place, placeOf(place[1].path), place[1].label)}` : ''}</p>`;
  const about = (sections.find(({ text }) => text !== '')?.text ?? '').slice(0, 160);
  return `<!doctype html>
<html lang="en" data-root="${escaped(relative(page.place, '.') || '.')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escaped(about)}">
<title>${escaped(page.path === START ? 'promwire' : `${page.title} · promwire`)}</title>
<style>${style.text}</style>
<script>${script.text}</script>
</head>
<body>
<header>
<a class="home" href="${home}">promwire</a>
<button type="button" class="search js" data-search><span>Search</span><kbd aria-hidden="true">/</kbd></button>
<button type="button" class="theme js" data-theme-of aria-label="Light or dark">◐</button>
<a class="menu" href="#nav">Pages</a>
</header>
<div class="columns">
<main>
${crumbs}<article>
${html}</article>
<div class="steps">${step(page, before, 'Previous', 'prev')}${step(page, after, 'Next', 'next')}</div>
<footer><a href="${SOURCE}${page.path}" rel="noreferrer">Source of this page</a> · Apache-2.0</footer>
</main>
${contents(headings)}
<nav id="nav" aria-label="Pages">
${navigationHtml(groups, page)}
</nav>
</div>
</body>
</html>
`;
};
