// node bench/charts.mjs CHARTS [OUT] [NAME …]: other people's charts beside kube-prometheus-stack; docs/testbed.md has more.
// Each is rendered with its monitors on and checked; the lines that promwire prints are pasted, and it is checked again.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../scripts/dependencies.mjs';

const [charts, out = 'charts-out', ...names] = process.argv.slice(2);
if (charts === undefined) throw new Error('usage: node bench/charts.mjs CHARTS [OUT] [NAME …]');
mkdirSync(out, { recursive: true });
const cli = join(root, 'dist', 'cli.js');
const run = (program, args) =>
  spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30, env: { ...process.env, COLUMNS: '100' } });
const check = (...files) => run(process.execPath, [cli, 'check', ...files.flatMap((file) => ['--from', file])]);

const KINDS = ['ServiceMonitor', 'PodMonitor', 'Probe', 'PrometheusRule'];
const isMonitor = ({ kind }) => KINDS.includes(kind);
const APIS = ['monitoring.coreos.com/v1', ...KINDS.map((kind) => `monitoring.coreos.com/v1/${kind}`)];

/** What a chart calls the switches of its monitors: all; those that do not exclude each other; the monitors alone. */
const SWITCHES = [
  /monitor(s|ing|enabled)?$|rules?$|metrics|^prometheus$|^telemetry$|^jmx$/i,
  /service-?monitor(s|enabled)?$|rules?$|metrics|^prometheus$|^jmx$/i,
  /service-?monitor(s|enabled)?$|metrics|^prometheus$|^jmx$/i,
];

/** Every switch of these words among a chart's values, turned on. */
function switchedOn(values, words, within = '') {
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([key, value]) => {
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
        const inner = switchedOn(value, words, key);
        return Object.keys(inner).length === 0 ? [] : [[key, inner]];
      }
      const name = /^(enabled?|create|install)$/i.test(key) ? within : /monitor|rule/i.test(key) ? key : '';
      return value === false && words.test(name) ? [[key, true]] : [];
    }),
  );
}

/** The objects of a chart; `more`: arguments of helm. */
function render(release, namespace, name, file, more) {
  const own = join(charts, `${name}.values.yaml`);
  const { stdout, stderr, status } = run('helm', [
    ...['template', release, join(charts, name), '-n', namespace, '--kube-version', 'v1.34.0'],
    ...APIS.flatMap((api) => ['--api-versions', api]),
    ...[...more, ...(existsSync(own) ? ['-f', own] : [])],
  ]);
  if (status !== 0) return { error: (/^Error:.*/m.exec(stderr)?.[0] ?? stderr).slice(0, 160) };
  writeFileSync(file, stdout);
  return { objects: parseAllDocuments(stdout, { logLevel: 'silent' }).flatMap((document) => document.toJS() ?? []) };
}

const findings = (text) => [...text.matchAll(/^(error|warning|unknown) +(\S+)/gm)].map(([, how, id]) => `${how} ${id}`);
const tally = (list) =>
  [...new Set(list)].map((one) => `${list.filter((other) => other === one).length} ${one}`).join(', ') || '-';

/** What the lines that upgrade this release set, as arguments of helm. */
function pasted(text, release) {
  const lines = text.split('\n').filter((line) => line.trim().startsWith(`helm upgrade ${release} `));
  const words = lines.flatMap((line) => line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
  const sets = words.flatMap((word, at) => (/^--set(-string)?$/.test(word) ? [word, words[at + 1] ?? ''] : []));
  return { sets, fits: lines.length > 0 && lines.every((line) => line.includes(` -n ${release} `)) };
}

const keyOf = ({ kind, metadata }) => [kind, metadata?.namespace, metadata?.name].join(' ');

/** Objects that a cluster would refuse to change so: what cannot be changed in them is another. */
function refused(before, after) {
  const fixed = ({ spec }) => JSON.stringify([spec.selector, spec.volumeClaimTemplates]);
  const [old, now] = [before, after].map((list) => list.filter(({ apiVersion }) => apiVersion === 'apps/v1'));
  return now.flatMap((one) => {
    const was = old.find((other) => keyOf(other) === keyOf(one));
    return was && fixed(was) !== fixed(one) ? [one.kind] : [];
  });
}

const folders = readdirSync(charts).filter((name) => existsSync(join(charts, name, 'Chart.yaml')));
const stackChart = folders.find((name) => /(^|\.)kube-prometheus-stack$/.test(name));
if (stackChart === undefined) throw new Error(`no kube-prometheus-stack in ${charts}`);
const stack = join(out, 'kps.yaml');
const { error } = render('kps', 'monitoring', stackChart, stack, []);
if (error !== undefined) throw new Error(error);
const alone = check(stack);
console.log(`kube-prometheus-stack alone: exit ${alone.status}, ${tally(findings(alone.stdout))}\n`);
console.log('chart | objects | without the label | in the last 24 lines | pasted | with the label | refused');

for (const name of folders.filter((one) => one !== stackChart && (names.length === 0 || names.includes(one)))) {
  const release = name.split('.').at(-1).slice(0, 30).replace(/-$/, '');
  const [values, on] = [join(charts, name, 'values.yaml'), join(out, `${name}.on.yaml`)];
  const known = existsSync(values) ? parse(readFileSync(values, 'utf8'), { logLevel: 'silent' }) : {};
  const [file, again] = [join(out, `${name}.yaml`), join(out, `${name}.pasted.yaml`)];
  let made = {};
  for (const words of SWITCHES) {
    if (made.objects !== undefined) break;
    writeFileSync(on, JSON.stringify(switchedOn(known, words)));
    made = render(release, release, name, file, ['-f', on]);
  }
  const mine = made.objects?.filter(isMonitor) ?? [];
  if (mine.length === 0) {
    console.log(`${name} | ${made.error ?? 'nothing to take'}`);
    continue;
  }
  const before = check(stack, file);
  writeFileSync(join(out, `${name}.without.txt`), before.stdout);
  const last = before.stdout.trimEnd().split('\n').slice(-24).join('\n');
  const { sets, fits } = pasted(before.stdout, release);
  const labelled = sets.length === 0 ? {} : render(release, release, name, again, ['-f', on, ...sets]);
  const has = labelled.objects?.filter((one) => isMonitor(one) && one.metadata.labels?.release === 'kps').length ?? 0;
  const after = labelled.objects === undefined ? undefined : check(stack, again);
  writeFileSync(join(out, `${name}.with.txt`), after?.stdout ?? labelled.error ?? '');
  const cells = [
    ...[name, mine.length, `exit ${before.status}, ${tally(findings(before.stdout))}`],
    last.includes('label-mismatch') && pasted(last, release).fits ? 'yes' : 'no',
    labelled.error ?? (sets.length === 0 ? 'no line' : `${has} of ${mine.length}${fits ? '' : ', another release'}`),
    after === undefined ? '-' : `exit ${after.status}, ${tally(findings(after.stdout))}`,
    labelled.objects === undefined ? '-' : tally(refused(made.objects, labelled.objects)),
  ];
  console.log(cells.join(' | '));
}
