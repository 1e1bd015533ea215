// The packages that esbuild really put into a bundle, and their licences.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders (relative to `root`, "node_modules/yaml") of the packages with at least one byte in an output. */
const bundledFolders = (metafiles) => {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
        if (match && bytesInOutput > 0) folders.add(match[1]);
      }
    }
  }
  return [...folders];
};

const licenceFiles = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(entry.name) && !/\.[jt]s$/.test(entry.name),
    )
    .map(({ name }) => name)
    .toSorted();

const textOf = (file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();

/** The licence that is under `root` itself, whose text stands for packages that come without one. */
const OWN = 'Apache-2.0';

const packageIn = (root, folder) => {
  const dir = join(root, folder);
  const { name, version, license, author } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name}@${version} is bundled and does not name its licence`);
  const texts = licenceFiles(dir).map((file) => textOf(join(dir, file)));
  if (texts.length === 0) {
    if (license !== OWN) throw new Error(`${name}@${version} is bundled and holds no text of its licence`);
    const by = typeof author === 'string' ? author : author?.name;
    texts.push(
      `${by ? `By ${by}. ` : ''}The package holds no text of its licence; this is it.`,
      textOf(join(root, 'LICENSE')),
    );
  }
  return { folder, name, version, license, texts };
};

/** What is bundled according to these metafiles: {folder, name, version, license (SPDX), texts}, in order of names. */
export const bundledPackages = (root, metafiles) => {
  const found = bundledFolders(metafiles).map((folder) => packageIn(root, folder));
  const byName = new Map(found.map((each) => [`${each.name}@${each.version}`, each]));
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
};

/** The text of THIRD-PARTY-LICENSES; no dates, same bytes every time. */
export const thirdPartyLicences = (packages) => {
  const rule = `${'-'.repeat(80)}\n`;
  const head = 'promwire is distributed under Apache-2.0 and bundles the packages below, each under its own licence.\n';
  const sections = packages.map(
    ({ name, version, license, texts }) => `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`,
  );
  return [head, ...sections].join(`\n${rule}\n`);
};

/** The same as a comment for the end of a file that stands alone. */
export const asComment = (text) => `/*!\n${text.replaceAll('*/', '* /')}*/\n`;
