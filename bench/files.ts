/**
 * What reading files costs: rendered charts of 22 MB in 117 files, against kubeconform on two cores (it validates them
 * against schemas of its own folder, so that no network is needed) and against the yaml package alone.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { renderedCharts } from './manifests.ts';
import { aimed, CLI, compare, costText, folder, node, program, say } from './measured.ts';

const KUBECONFORM = { module: 'github.com/yannh/kubeconform/cmd/kubeconform', version: 'v0.7.0' };

/** Built from its module, into the cache. */
function kubeconform(): string {
  const cache = join(
    process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    'promwire',
    'bench',
    KUBECONFORM.version,
  );
  const binary = join(cache, 'kubeconform');
  if (!existsSync(binary))
    execFileSync('go', ['install', `${KUBECONFORM.module}@${KUBECONFORM.version}`], {
      env: { ...process.env, GOBIN: cache, GOFLAGS: '-mod=mod' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  return binary;
}

const charts = join(folder, 'charts');
const schemas = join(folder, 'schemas');
for (const path of [charts, schemas]) mkdirSync(path);
const texts = renderedCharts(117, 22e6);
texts.forEach((text, i) => writeFileSync(join(charts, `chart-${i}.yaml`), text));
const kinds = new Set(texts.flatMap((text) => [...text.matchAll(/^kind: (\w+)/gm)].map(([, kind = '']) => kind)));
for (const kind of kinds) writeFileSync(join(schemas, `${kind.toLowerCase()}.json`), '{"type": "object"}');

const bare = `
  const { readdirSync, readFileSync } = await import('node:fs');
  const { parseAllDocuments } = await import(${JSON.stringify(import.meta.resolve('yaml'))});
  for (const name of readdirSync(${JSON.stringify(charts)}))
    for (const document of parseAllDocuments(readFileSync(${JSON.stringify(charts)} + '/' + name, 'utf8'))) document.toJS();
`;
const costs = compare({
  check: node([CLI, 'check', '--from', charts, '-o', 'json', '--verdicts', 'problems']),
  kubeconform: program(kubeconform(), ['-n', '2', '-schema-location', `${schemas}/{{ .ResourceKind }}.json`, charts]),
  yaml: node(['--input-type=module', '-e', bare]),
});
say(`${texts.length} files of rendered charts, ${(texts.join('').length / 1e6).toFixed(1)} MB`);
say(`  check --from against kubeconform on two cores: ${aimed(costs.check.ms / costs.kubeconform.ms, 1.5)}`);
say(`  against the yaml package alone: ${aimed(costs.check.ms / costs.yaml.ms, 1)}`);
say(
  `  check ${costText(costs.check)}; kubeconform ${costs.kubeconform.ms.toFixed(0)} ms; yaml ${costText(costs.yaml)}`,
);
