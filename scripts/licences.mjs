// The licences of what esbuild really put into a bundle.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

const section = (root, folder) => {
  const dir = join(root, folder);
  const { name, version, license, author } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name}@${version} is bundled and does not name its licence`);
  const texts = licenceFiles(dir).map((file) => readFileSync(join(dir, file), 'utf8').replaceAll('\r\n', '\n').trim());
  if (texts.length === 0) {
    const by = typeof author === 'string' ? author : author?.name;
    texts.push(
      `${name} is distributed under ${license}${by ? ` by ${by}` : ''}; the package holds no text of its licence.`,
    );
  }
  return { key: `${name}@${version}`, text: `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n` };
};

/** The text of THIRD-PARTY-LICENSES for these metafiles, in order of names; no dates, same bytes every time. */
export const thirdPartyLicences = (root, metafiles) => {
  const sections = new Map();
  for (const folder of bundledFolders(metafiles)) {
    if (!existsSync(join(root, folder, 'package.json'))) throw new Error(`no package.json in ${folder}`);
    const { key, text } = section(root, folder);
    sections.set(key, text);
  }
  const rule = `${'-'.repeat(80)}\n`;
  const head = 'promwire is distributed under Apache-2.0 and bundles the packages below, each under its own licence.\n';
  return [head, ...[...sections].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)].join(`\n${rule}\n`);
};
