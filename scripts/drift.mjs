// The committed manifests and dashboards are what `promwire generate` prints, the pages of `promwire explain` are those
// of docs/checks, the schemas are those of the types, and the chart has the rights that check needs. Without arguments: fails where they are not (needs a finished
// build). `--write` (npm run generate): builds, and writes them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { browserModule } from './browser.mjs';
import { ensureDependencies, root } from './dependencies.mjs';
import { chartRules } from './chart.mjs';
import { docs } from './docs/index.mjs';
import { messagesModule } from './docs/messages.mjs';
import { pagesModule, titlesModule } from './pages.mjs';
import { provenModule, provenPage, versionModule } from './proven.mjs';
import { fileModules, observationsModule, printedModule, schemas } from './schemas.mjs';

const FOLDERS = ['servicemonitors', 'rules', 'dashboards'];
const SCHEMAS = 'schemas';
const PAGES = 'src/generated/pages.ts';
const TITLES = 'src/generated/cause-titles.ts';
const MESSAGES = 'src/generated/messages.ts';
const OBSERVATIONS = 'src/generated/observations-schema.ts';
const PRINTED = 'src/generated/printed-schemas.ts';
const PAGE = 'src/generated/page.ts';
const PROVEN = 'src/generated/proven.ts';
const VERSION = 'src/version.ts';
const VERSIONS = 'docs/versions.md';
const VARIANTS = [
  ['kuberhealthy', 'v2'],
  ['kuberhealthy', 'v3'],
];
/** kube-prometheus-stack, installed as release "prometheus": what most people have. */
const LABELS = ['--monitor-labels', 'release=prometheus', '--rule-labels', 'release=prometheus'];

/** Where a generated file is committed, or undefined for the ones that only make sense together. */
const place = (path, profile, variant) => {
  // Lists of what was written are of the folder where it was.
  if (basename(path).startsWith('.')) return undefined;
  if (path.startsWith('dashboards/')) return path;
  if (path.startsWith('servicemonitor-')) return `servicemonitors/${profile}-${variant}.yaml`;
  if (path.startsWith('prometheusrule-')) return `rules/${profile}-${variant}.yaml`;
  return undefined;
};

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();

const generate = () => {
  const result = new Map();
  const out = mkdtempSync(join(tmpdir(), 'promwire-generate-'));
  try {
    for (const [profile, variant] of VARIANTS) {
      const folder = join(out, `${profile}-${variant}`);
      const args = [
        join(root, 'dist', 'cli.js'),
        'generate',
        profile,
        '--variant',
        variant,
        ...LABELS,
        '--out',
        folder,
      ];
      execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      for (const path of filesBelow(folder)) {
        const to = place(path, profile, variant);
        if (to !== undefined) result.set(to, readFileSync(join(folder, path), 'utf8'));
      }
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  for (const folder of FOLDERS) {
    if (![...result.keys()].some((path) => dirname(path) === folder))
      throw new Error(`generate printed nothing for ${folder}/`);
  }
  return result;
};

const committed = () => {
  const result = new Map();
  for (const folder of [...FOLDERS, SCHEMAS]) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const name of readdirSync(join(root, folder))) {
      if (basename(name) !== 'README.md' && !name.startsWith('.'))
        result.set(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8').replaceAll('\r\n', '\n'));
    }
  }
  return result;
};

/** Modules that are generated from other files than the build: path -> text. */
const modules = async () => [
  [PAGES, pagesModule()],
  [TITLES, titlesModule()],
  [MESSAGES, messagesModule()],
  [OBSERVATIONS, observationsModule()],
  [PRINTED, printedModule()],
  ...fileModules(),
  [PAGE, await browserModule()],
  [PROVEN, await provenModule()],
  [VERSION, versionModule()],
  [VERSIONS, await provenPage()],
];

if (process.argv.includes('--write')) {
  ensureDependencies();
  // First: the pages of causes are a module too.
  for (const [path, text] of await docs()) writeFileSync(join(root, path), text);
  for (const [path, text] of await modules()) writeFileSync(join(root, path), text);
  const { buildAll } = await import('./build.mjs');
  await buildAll();
  const wanted = new Map([...generate(), ...(await schemas()), chartRules()]);
  for (const path of committed().keys()) if (!wanted.has(path)) rmSync(join(root, path));
  for (const [path, text] of wanted) writeFileSync(join(root, path), text);
  process.stdout.write(`${[...wanted.keys()].join('\n')}\n`);
} else {
  const others = new Map([...(await modules()), ...(await docs()), chartRules()]);
  const wanted = new Map([...generate(), ...(await schemas()), ...others]);
  const have = committed();
  for (const path of others.keys())
    if (existsSync(join(root, path))) have.set(path, readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n'));
  const paths = [...new Set([...wanted.keys(), ...have.keys()])].toSorted();
  const wrong = paths.filter((path) => wanted.get(path) !== have.get(path));
  const say = (path) => (have.has(path) ? (wanted.has(path) ? 'differs' : 'is no longer generated') : 'is missing');
  for (const path of wrong) process.stderr.write(`${path} ${say(path)}: npm run generate\n`);
  if (wrong.length > 0) process.exitCode = 1;
}
