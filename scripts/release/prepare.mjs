// npm run release:prepare X.Y.Z: sets the version where it stands (package.json, package-lock.json, ci/gitlab.yml,
// src/version.ts, the chart), and makes the section Unreleased of CHANGELOG.md that of the version. Commits nothing. `--in FOLDER` does
// it to another copy of the repository.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { root } from '../dependencies.mjs';
import { asScript, readIn, Refused, sectionOf, VERSION, versionIn } from './version.mjs';

/** Below 0, 0 or above, as `a` is older than `b`; a prerelease is older than its release. */
const order = (a, b) => {
  const compare = (one, other) => one.localeCompare(other, 'en', { numeric: true });
  const [core, ...pre] = a.split(/-(.*)/);
  const [otherCore, ...otherPre] = b.split(/-(.*)/);
  return (
    compare(core, otherCore) || otherPre.length - pre.length || (pre.length > 0 ? compare(pre[0], otherPre[0]) : 0)
  );
};

/** One place of a version in a file; the file must have it. */
const replaced = (path, text, pattern, becomes) => {
  if (!pattern.test(text))
    throw new Refused(`${path}: no ${pattern}; scripts/release/prepare.mjs sets the version there.`);
  return text.replace(pattern, becomes);
};

const prepare = (version, folder) => {
  const read = readIn(folder);
  const before = versionIn(folder);
  if (!VERSION.test(version)) throw new Refused(`${version}: a version is X.Y.Z, such as 1.2.0 or 1.2.0-rc.1.`);
  const changelog = read('CHANGELOG.md');
  if (sectionOf(changelog, version) !== undefined)
    throw new Refused(`CHANGELOG.md has a section ${version} already: it is released. Choose another version.`);
  if (order(version, before) < 0) throw new Refused(`${version} is older than ${before}, the version of package.json.`);
  const unreleased = sectionOf(changelog, 'Unreleased');
  if (unreleased === undefined || unreleased === '')
    throw new Refused('CHANGELOG.md has nothing under Unreleased: there is nothing to release.');
  const escaped = before.replaceAll('.', String.raw`\.`);
  const lock = replaced(
    'package-lock.json',
    read('package-lock.json'),
    new RegExp(`"version": "${escaped}"`),
    `"version": "${version}"`,
  );
  const changes = [
    ['CHANGELOG.md', replaced('CHANGELOG.md', changelog, /^## Unreleased\n/m, `## Unreleased\n\n## ${version}\n`)],
    ['package.json', replaced('package.json', read('package.json'), /"version": "[^"]+"/, `"version": "${version}"`)],
    // Twice: at the top, and of the package "".
    [
      'package-lock.json',
      replaced(
        'package-lock.json',
        lock,
        new RegExp(String.raw`(?<="": \{\s+"name": "promwire",\s+"version": ")${escaped}(?=")`),
        version,
      ),
    ],
    [
      'ci/gitlab.yml',
      replaced('ci/gitlab.yml', read('ci/gitlab.yml'), new RegExp(`default: ${escaped}$`, 'm'), `default: ${version}`),
    ],
    [
      'src/version.ts',
      replaced('src/version.ts', read('src/version.ts'), /VERSION = '[^']+'/, `VERSION = '${version}'`),
    ],
  ];
  const chart = 'charts/promwire/Chart.yaml';
  const both = replaced(chart, read(chart), /^version: .*$/m, `version: ${version}`);
  changes.push([chart, replaced(chart, both, /^appVersion: .*$/m, `appVersion: ${version}`)]);
  for (const [path, text] of changes) writeFileSync(join(folder, path), text);
  return changes.map(([path]) => path);
};

await asScript(() => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { in: { type: 'string', default: root } },
  });
  if (positionals.length !== 1) throw new Refused('Usage: npm run release:prepare X.Y.Z');
  const [version] = positionals;
  const paths = prepare(version, values.in);
  process.stdout.write(
    `${paths.join('\n')}\nnext: npm run generate, commit, and push the tag v${version} of that commit\n`,
  );
});
