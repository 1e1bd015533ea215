// Which pages the site has, where each is, and in which order they are read. Its navigation is the list in docs/README.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { join } from 'node:path';
import { root } from '../dependencies.mjs';

export const START = 'docs/README.md';

/** Folders whose pages belong below one page of the navigation. */
const BELOW = {
  'docs/checks/README.md': 'docs/checks',
  'docs/alerts.md': 'docs/runbooks',
  'docs/adr/README.md': 'docs/adr',
};

/** Where a page is in the site: docs/checks/README.md -> checks/index.html. */
export const placeOf = (path) =>
  path
    .replace(/^docs\//, '')
    .replace(/README\.md$/, 'index.html')
    .replace(/\.md$/, '.html')
    .replace(/^[A-Z]+\.html$/, (name) => name.toLowerCase());

export const read = (path) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');

/** What it is called: its first heading, of a cause the name alone. */
const titleOf = (path) => {
  const [, title = path] = /^# (.+)$/m.exec(read(path)) ?? [];
  return (path.startsWith('docs/checks/') ? title.replace(/^([a-z0-9-]+): .*$/, '$1') : title).replaceAll('`', '');
};

/** The links of a page to others of a folder, in their order, then the rest of the folder. */
const below = (path) => {
  const folder = BELOW[path];
  if (folder === undefined) return [];
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const links = [...read(path).matchAll(/\]\(([^)#]+\.md)\)/g)].map(([, to]) => posix.join(posix.dirname(path), to));
  const all = [
    ...links.filter((to) => posix.dirname(to) === folder && existsSync(join(root, to))),
    ...names.map((name) => `${folder}/${name}`),
  ];
  return [...new Set(all)].filter((to) => !to.endsWith('README.md'));
};

/** [{ group, pages: [{ path, label, children }] }], as docs/README.md lists them. */
export const navigation = () =>
  read(START)
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [group = ''] = part.split('\n');
      const links = [...part.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm)];
      const pages = links.map(([, label, to]) => {
        const path = posix.join('docs', to);
        return {
          path,
          label: label.replaceAll('`', ''),
          children: below(path).map((child) => ({ path: child, label: titleOf(child), children: [] })),
        };
      });
      return { group, pages };
    });

/** Every page, in the order in which they are read: { path, place, title, group, parent }. */
export const pagesIn = (groups) => {
  const page = (path, group, parent) => ({ path, place: placeOf(path), title: titleOf(path), group, parent });
  return [
    page(START, '', undefined),
    ...groups.flatMap(({ group, pages }) =>
      pages.flatMap(({ path, children }) => [
        page(path, group),
        ...children.map((child) => page(child.path, group, path)),
      ]),
    ),
  ];
};
