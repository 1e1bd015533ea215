// npm run bench [NAME …]: builds, then measures: YAML, the analysis, the proof of many fixes, what is made of an application's page,
// dashboards and rules on the test bed, reading a cluster (served on this machine) and files, comparing, the page of -o html, and completion.
import process from 'node:process';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { ensureDependencies, root } from './dependencies.mjs';

ensureDependencies();
const { buildAll } = await import('./build.mjs');
const bench = (name) => [join(root, 'scripts', 'ts.mjs'), join(root, 'bench', `${name}.ts`)];
const onTestBed = (name) => [join(root, 'scripts', 'in-netns.mjs'), process.execPath, ...bench(name)];
const provision = [join(root, 'scripts', 'provision.mjs')];
const steps = {
  yaml: [bench('yaml')],
  analysis: [bench('analysis')],
  application: [bench('application')],
  fixes: [bench('fixes')],
  dashboards: [provision, onTestBed('dashboards')],
  rules: [provision, onTestBed('rules')],
  reading: [bench('reading')],
  files: [bench('files')],
  compare: [bench('compare')],
  page: [bench('page')],
  completion: [bench('completion')],
};
const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(steps, name));
if (unknown !== undefined) throw new Error(`no bench ${unknown}: there are ${Object.keys(steps).join(', ')}`);
await buildAll();
for (const args of (names.length === 0 ? Object.keys(steps) : names).flatMap((name) => steps[name])) {
  process.exitCode = await runChild(process.execPath, args);
  if (process.exitCode !== 0) break;
}
