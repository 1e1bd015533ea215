// check-tag.mjs TAG: fails where a tag is not the version of package.json, or CHANGELOG.md has no section of it.
import process from 'node:process';
import { root } from '../dependencies.mjs';
import { asScript, readIn, Refused, sectionOf, VERSION, versionIn } from './version.mjs';

await asScript(() => {
  const [tag = '', folder = root] = process.argv.slice(2);
  const version = versionIn(folder);
  if (!VERSION.test(version)) throw new Refused(`package.json: ${version} is no version such as 1.2.0.`);
  if (tag !== `v${version}`)
    throw new Refused(
      `the tag ${tag} is not v${version}, the version of package.json: npm run release:prepare sets it.`,
    );
  if (!sectionOf(readIn(folder)('CHANGELOG.md'), version))
    throw new Refused(`CHANGELOG.md says nothing of ${version}: npm run release:prepare ${version} makes its section.`);
  process.stdout.write(`${version}\n`);
});
