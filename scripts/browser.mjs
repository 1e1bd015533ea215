// The style and the script of the page of `-o html` as a module, with the hashes that its policy allows.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './dependencies.mjs';

/** Browsers that know light-dark(). */
const TARGET = ['chrome123', 'firefox120', 'safari17.5'];

const minified = async (file) => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join('src', 'browser', file)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    charset: 'utf8',
    legalComments: 'none',
    target: TARGET,
    logLevel: 'error',
  });
  const text = outputFiles[0].text.trim();
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${file} would end its own element`);
  return text;
};

const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** A style or a script of src/browser: { text, hash }. */
export const partOf = async (file) => {
  const text = await minified(file);
  return { text, hash: hashOf(text) };
};

/** The text of src/generated/page.ts. */
export const browserModule = async () => {
  const style = await partOf('page.css');
  const script = await partOf('page.ts');
  return [
    '/** Written by `npm run generate` from src/browser, never edited. */',
    `export const pageStyle =\n  ${JSON.stringify(style.text)};`,
    `export const pageStyleHash = '${style.hash}';`,
    `export const pageScript =\n  ${JSON.stringify(script.text)};`,
    `export const pageScriptHash = '${script.hash}';`,
    '',
  ].join('\n');
};
