// krew.mjs FOLDER: writes promwire.yaml, the manifest of the plugin for krew's index, of the archives in a folder; all
// platforms must be there.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { stringify } from 'yaml';
import { sha256 } from './checksum.mjs';
import { archiveName, LICENCES, PLATFORMS } from './platforms.mjs';
import { asScript, Refused, versionIn } from './version.mjs';

const HOME = 'https://github.com/promwire/promwire';

const manifest = (folder) => {
  const version = `v${versionIn()}`;
  const platforms = PLATFORMS.map((platform) => ({
    selector: { matchLabels: { os: platform.os, arch: platform.arch } },
    uri: `${HOME}/releases/download/${version}/${archiveName(platform)}`,
    sha256: sha256(join(folder, archiveName(platform))),
    files: [platform.bin, ...LICENCES].map((from) => ({ from, to: '.' })),
    bin: platform.bin,
  }));
  return {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'promwire' },
    spec: {
      version,
      homepage: HOME,
      shortDescription: 'Find out why Prometheus ignores a ServiceMonitor',
      description:
        'Reads the cluster, or manifests, and decides for each ServiceMonitor, PodMonitor and PrometheusRule whether a\n' +
        'Prometheus takes it up, what it would scrape, and what is in the way. Shows the change that fixes it, applies it\n' +
        'on request, and waits until the targets are up.\n',
      platforms,
    },
  };
};

await asScript(() => {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Refused('Usage: krew.mjs FOLDER');
  const missing = PLATFORMS.map(archiveName).filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0)
    throw new Refused(`${folder} lacks ${missing.join(', ')}: scripts/release/executable.mjs makes them.`);
  writeFileSync(
    join(folder, 'promwire.yaml'),
    stringify(manifest(folder), { aliasDuplicateObjects: false, lineWidth: 0 }),
  );
});
