// publish.mjs FOLDER: publishes the npm package in a folder. In the release workflow npm proves by GitHub's OpenID Connect
// who it is (trusted publishing: no token is stored) and signs where the package comes from (provenance). Neither is possible
// elsewhere: `--no-provenance --registry URL` publishes to a registry of one's own, as its .npmrc allows.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { asScript, Refused, versionIn } from './version.mjs';

/** The first npm that publishes without a token. */
const OLDEST = '11.5.1';

const npm = (args) => execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

await asScript(() => {
  const options = { registry: { type: 'string' }, provenance: { type: 'boolean', default: true } };
  const { values, positionals } = parseArgs({ allowPositionals: true, allowNegative: true, options });
  const [folder] = positionals;
  if (folder === undefined) throw new Refused('Usage: publish.mjs FOLDER [--no-provenance --registry URL]');
  const name = `promwire-${versionIn()}.tgz`;
  if (!readdirSync(folder).includes(name))
    throw new Refused(`${folder} has no ${name}, the package of this version: scripts/release/files.mjs makes it.`);
  if (values.provenance) {
    const have = npm(['--version']).trim();
    if (have.localeCompare(OLDEST, 'en', { numeric: true }) < 0)
      throw new Refused(`npm ${have} cannot publish without a token: ${OLDEST} or newer is needed.`);
    if (!process.env.ACTIONS_ID_TOKEN_REQUEST_URL)
      throw new Refused('Nothing signs here: the release workflow does (id-token: write). See --no-provenance.');
  }
  const flags = [
    ...(values.provenance ? ['--provenance'] : []),
    ...(values.registry === undefined ? [] : ['--registry', values.registry]),
    // What `npx promwire` gets is a release.
    ...(versionIn().includes('-') ? ['--tag', 'next'] : []),
  ];
  // A path with a slash: npm takes "a/b" for a repository.
  process.stdout.write(npm(['publish', resolve(folder, name), '--access', 'public', ...flags]));
});
