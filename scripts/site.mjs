// npm run site [-- --out FOLDER]: docs/ as a site of static files, into ./site. It asks for nothing but its own files, works
// below any path, and from the disk.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureDependencies, root } from './dependencies.mjs';

/** What is searched, and the search: loaded when it is first opened. */
const SEARCH = 'search.js';

/** What a search finds: one document for each section of each page. */
const documentsOf = (page, { sections }) =>
  sections.map(({ id, title, depth, text }) => ({
    at: depth === 1 ? page.place : `${page.place}#${id}`,
    page: page.title,
    title: depth === 1 ? '' : title,
    group: page.path.startsWith('docs/checks/')
      ? 'Cause'
      : page.path.startsWith('docs/runbooks/')
        ? 'Runbook'
        : page.group,
    text: depth === 1 ? `${title} ${text}` : text,
  }));

/** The files of the site: path -> text. Images are copied. */
const filesOf = async () => {
  ensureDependencies();
  const { partOf } = await import('./browser.mjs');
  const { rendered } = await import('./site/markdown.mjs');
  const { navigation, pagesIn, read } = await import('./site/pages.mjs');
  const { pageHtml } = await import('./site/layout.mjs');
  const groups = navigation();
  const pages = pagesIn(groups);
  const labels = new Map(groups.flatMap(({ pages: listed }) => listed.map(({ path, label }) => [path, label])));
  const places = new Map(pages.map(({ path, place, title }) => [place, labels.get(path) ?? title]));
  const [style, script, search] = await Promise.all(['site.css', 'site.ts', 'search.ts'].map(partOf));
  const bodies = pages.map(({ path }) => rendered(read(path), path, places));
  const documents = pages.flatMap((page, i) => documentsOf(page, bodies[i]));
  const files = pages.map((page, i) => {
    const html = pageHtml({ page, groups, body: bodies[i], before: pages[i - 1], after: pages[i + 1], style, script });
    return [page.place, html];
  });
  return new Map([...files, [SEARCH, `globalThis.promwireDocuments=${JSON.stringify(documents)};\n${search.text}\n`]]);
};

/** Builds the site into `out`, which is replaced only when all of it could be made. */
const buildSite = async (out) => {
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, SEARCH)))
    throw new Error(`${out} is not empty and not a site of an earlier run`);
  const files = await filesOf();
  const next = `${out}-${process.pid}`;
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(next, path)), { recursive: true });
      writeFileSync(join(next, path), text);
    }
    const images = join(root, 'docs', 'images');
    mkdirSync(join(next, 'images'), { recursive: true });
    for (const name of readdirSync(images)) copyFileSync(join(images, name), join(next, 'images', name));
    rmSync(out, { recursive: true, force: true });
    renameSync(next, out);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
  return [...files.keys()];
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'site') } } });
  const out = resolve(values.out);
  const files = await buildSite(out);
  process.stdout.write(`${files.length} files in ${out}: open ${join(out, 'index.html')} in a browser\n`);
}
