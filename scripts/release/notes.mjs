// notes.mjs [VERSION]: the section of a version in CHANGELOG.md, as release notes. Links to files of the repository become
// links to them at the tag.
import process from 'node:process';
import { root } from '../dependencies.mjs';
import { asScript, readIn, Refused, sectionOf, versionIn } from './version.mjs';

await asScript(() => {
  const [version = versionIn(), folder = root] = process.argv.slice(2);
  const section = sectionOf(readIn(folder)('CHANGELOG.md'), version);
  if (!section) throw new Refused(`CHANGELOG.md has no section ${version}.`);
  const at = `https://github.com/promwire/promwire/blob/v${version}/`;
  process.stdout.write(`${section.replaceAll(/\]\((?!https?:|#)([^)\s]+)\)/g, `](${at}$1)`)}\n`);
});
