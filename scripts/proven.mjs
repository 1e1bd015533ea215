// What promwire is tested against, read from where each version is pinned: src/generated/proven.ts for `promwire version`,
// and docs/versions.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from './dependencies.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');

/** The version as its project writes it, without a "v". */
const bare = (version) => version.replace(/^v/, '');

/** Pinned builds of the test bed: of Prometheus' modules the version that the program says of itself. */
const pinned = (name) => {
  const pins = JSON.parse(read('test/bed/pins.json')).builds;
  const found = pins.filter(
    (pin) => pin.module !== undefined && (pin.name === name || pin.name.startsWith(`${name}-0.`)),
  );
  if (found.length === 0) throw new Error(`test/bed/pins.json has no build ${name}`);
  const said = ({ ldflags = [] }) => /\.Version=(\S+)/.exec(ldflags.join(' '))?.[1];
  return found
    .map((pin) => bare(said(pin) ?? pin.version))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
};

/** What a pattern finds in a file: each of its groups is a version. */
const written = (path, pattern) => {
  const [, ...versions] = pattern.exec(read(path)) ?? [];
  if (versions.length === 0) throw new Error(`${path}: no ${pattern}; scripts/proven.mjs reads a version there`);
  return versions.map(bare).toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
};

const KUBERHEALTHY = 'test/bed/worlds/kuberhealthy.ts';

/** In the order in which they are listed. */
const proven = () => [
  { name: 'Kubernetes', versions: pinned('kubernetes'), by: 'run' },
  { name: 'Prometheus Operator', versions: pinned('prometheus-operator'), by: 'run' },
  { name: 'Prometheus', versions: pinned('prometheus'), by: 'run' },
  { name: 'Alertmanager', versions: pinned('alertmanager'), by: 'run' },
  { name: 'node_exporter', versions: pinned('node-exporter'), by: 'run' },
  { name: 'blackbox_exporter', versions: pinned('blackbox-exporter'), by: 'run' },
  { name: 'Pushgateway', versions: pinned('pushgateway'), by: 'run' },
  { name: 'Helm', versions: pinned('helm'), by: 'run' },
  { name: 'grafana-operator', versions: pinned('grafana-operator'), by: 'types' },
  {
    name: 'kuberhealthy',
    versions: written(KUBERHEALTHY, /v2: '[^:']+:v([\d.]+)', v3: '[^:']+:v([\d.]+)'/),
    by: 'recorded',
  },
  {
    name: 'kube-prometheus-stack (chart)',
    versions: written('test/bed/worlds/kube-prometheus-stack.ts', /chart: 'kube-prometheus-stack-([\d.]+)'/),
    by: 'objects',
  },
  {
    name: 'k8s-sidecar of Grafana',
    versions: written('test/bed/worlds/grafana.ts', /k8s-sidecar:([\d.]+)'/),
    by: 'objects',
  },
  { name: 'Kyverno', versions: written('docs/testbed.md', /kyverno\/kyverno (v[\d.]+)/), by: 'by-hand' },
];

/** src/generated/proven.ts. */
export const provenModule = async () => {
  const text = [
    '/** Written by `npm run generate` from where each version is pinned (scripts/proven.mjs), never edited. */',
    "import type { Proven } from '../model/index.ts';",
    `export const PROVEN: readonly Proven[] = ${JSON.stringify(proven())};`,
  ].join('\n\n');
  return await format(text, { ...(await resolveConfig(join(root, 'src/version.ts'))), parser: 'typescript' });
};

/** src/version.ts: the version of package.json, which is the one place to change it. */
export const versionModule = () =>
  [
    '/** Written by `npm run generate` from package.json, never edited. */',
    `export const VERSION = '${JSON.parse(read('package.json')).version}';`,
    '',
  ].join('\n');

const BY = {
  run: 'the program itself runs in the tests, on [the test bed](testbed.md)',
  types: 'its CustomResourceDefinitions are served by the API server of the tests; the program does not run',
  recorded: 'answers that it gave are replayed',
  objects: 'its objects, as an installation leaves them, are judged and changed; the program does not run',
  'by-hand': 'the program was asked outside of the tests, by a script of the repository ([how](testbed.md))',
};

/** docs/versions.md. */
export const provenPage = async () => {
  const text = [
    '# What promwire is tested against',
    'Written by `npm run generate` from where each version is pinned; `promwire version` prints the same, and with `-o json` it is [data](report.md). Another version is not refused: what promwire reads of it is decided by the fields that are there.',
    [
      '| program or chart | versions | how |',
      '| --- | --- | --- |',
      ...proven().map(({ name, versions, by }) => `| ${name} | ${versions.join(', ')} | ${BY[by]} |`),
    ].join('\n'),
    'Grafana itself is not run: dashboards use only fields of the schemaVersion that [dashboards](dashboards.md) names. Node 20.19 and newer run promwire; CI runs 20.19, 22 and 24.',
  ].join('\n\n');
  return await format(text, { ...(await resolveConfig(join(root, 'docs/report.md'))), parser: 'markdown' });
};
