// npm test [-- PATTERN…]: dependencies, build, unit tests, test bed, end-to-end tests. The last line of stdout counts.
// PATTERN is `unit`, `e2e`, or what jest takes (part of a path, -t NAME, -u). Where the test bed cannot be had the end-to-end
// tests are skipped, with the reason; with CI=true that is a failure.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { bedPaths } from './builds.mjs';
import { runChild, wasInterrupted } from './child.mjs';
import { CACHE, ensureDependencies, root } from './dependencies.mjs';
import { learn, longestFirst } from './durations.mjs';
import { inLanes } from './lanes.mjs';
import { offline, probeNamespace } from './namespace.mjs';

const JEST = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  join('node_modules', 'jest', 'bin', 'jest.js'),
];
const SLOWEST = 10;
/** End-to-end test files at once: most of their time they wait for a clock. */
const LANES = 2;
/** At most so many files are run a second time. */
const SECOND_TRIES = 5;
const inCi = process.env.CI === 'true';
const log = (text) => process.stderr.write(`promwire: ${text}\n`);

/** What each test file came to, by its path from the root; a second try takes the place of the first. */
const results = new Map();
/** What failed outside of test files. */
const amiss = { failed: 0, skipped: 0 };
/** Files that passed at the second try. */
const onlyAlone = [];
/** Seconds by test file. */
const took = {};

const pathOf = (path) => relative(root, path).replaceAll('\\', '/');

/** Keeps what jest wrote down. A suite that could not run, or no report at all, is a failure: that of `key`. */
const keepResult = (key, report, code) => {
  results.delete(key);
  const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
  for (const { name, startTime, endTime, ...file } of files) {
    const path = pathOf(name);
    results.set(path, resultOf(path, file));
    took[path] = Math.round((endTime - startTime) / 100) / 10;
  }
  if (code !== 0 && !files.some(({ status }) => status === 'failed'))
    results.set(key, { passed: 0, failed: 1, skipped: 0, failures: [`${key}: jest ended with ${code}`] });
};

const resultOf = (path, { status, message, assertionResults }) => {
  const count = (...statuses) => assertionResults.filter((test) => statuses.includes(test.status)).length;
  const failures = assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => [`${path} > ${test.fullName}`, test.failureMessages.join('\n')]);
  if (status === 'failed' && failures.length === 0) failures.push([path, message]);
  const skipped = count('pending', 'todo', 'skipped', 'disabled');
  if (skipped > 0) log(`${path}: ${skipped} tests are skipped in the file itself`);
  return { passed: count('passed'), failed: failures.length, skipped, failures: failures.map(inShort) };
};

/** A title, and the first lines of what is said, without colours and without places in libraries. */
const inShort = ([title, text]) => {
  const lines = stripVTControlCharacters(text).split('\n');
  const said = lines.filter((line) => line.trim() !== '' && !/^\s+at .*(node_modules|node:)/.test(line));
  return [title, ...said.slice(0, 15)].join('\n    ');
};

const totals = () => {
  const sum = (field) => [...results.values()].reduce((before, each) => before + each[field], amiss[field] ?? 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
};

const filesOf = (project, patterns) => {
  const args = [...JEST, `--selectProjects=${project}`, '--listTests', '--json', ...patterns];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (run.status !== 0) throw new Error(`jest could not list the tests:\n${run.stderr}`);
  return JSON.parse(run.stdout.slice(run.stdout.indexOf('[')));
};

/** Runs jest with a temporary directory for this run alone; `wrap` are words in front of the command. */
const jest = async ({ project, name = project, key = name, patterns, wrap = [], flags, temporary, output = 2 }) => {
  const file = join(CACHE, `${name}.json`);
  rmSync(file, { force: true });
  const args = [...JEST, `--selectProjects=${project}`, ...flags, '--json', '--outputFile', file];
  if (inCi) args.push('--ci');
  const [command, ...rest] = [...wrap, process.execPath, ...args, ...patterns];
  const env = { ...offline(), TMPDIR: temporary };
  keepResult(key, file, await runChild(command, rest, { cwd: root, stdio: ['ignore', output, output], env }));
};

/**
 * End-to-end tests that compare answers and look at no clock: they yield the processor to the others.
 */
const PATIENT = /\/(differential|differential-targets|lang|rules|yaml|schemas|dashboard-cost|rule-cost)\.test\.ts$/;

/** Each file in a network of its own, the longest first, its output in one piece. */
const e2eFile = async (path, wrap, temporary) => {
  const name = `e2e-${basename(path, '.test.ts')}`;
  const log = join(CACHE, `${name}.log`);
  const output = openSync(log, 'w');
  const nice = PATIENT.test(path) ? ['nice', '-n', '10'] : [];
  const flags = ['--runInBand', '--runTestsByPath'];
  await jest({
    project: 'e2e',
    name,
    key: pathOf(path),
    patterns: [path],
    wrap: [...nice, ...wrap],
    flags,
    temporary,
    output,
  });
  closeSync(output);
  process.stderr.write(readFileSync(log));
};

const e2eTests = async (files, patterns, wrap, temporary) => {
  if (patterns.length > 0) await jest({ project: 'e2e', patterns, temporary, wrap, flags: ['--runInBand'] });
  else {
    await inLanes(longestFirst(files), LANES, (path) => e2eFile(path, wrap, temporary));
    await secondTry(files, (path) => e2eFile(path, wrap, temporary));
  }
};

/**
 * A busy machine can be late where a test looks at a clock: what failed is run once more, alone, and both outcomes are
 * printed. More than a few files are no accident.
 */
const secondTry = async (files, run) => {
  const failed = files.map(pathOf).filter((path) => results.get(path)?.failed > 0);
  if (failed.length > SECOND_TRIES || wasInterrupted()) return;
  for (const path of failed) {
    log(`failed, and is run once more, alone:\n  ${results.get(path).failures.join('\n  ')}`);
    await run(join(root, path));
    const passes = results.get(path).failed === 0;
    log(`${path}: ${passes ? 'passed' : 'failed'} alone`);
    if (passes) onlyAlone.push(path);
  }
};

/** The words that stand in front of a command to run it inside the private network, or why that is impossible. */
const enterTestBed = async () => {
  const { probe } = await import('./provision.mjs');
  const { ready, platform, go } = probe();
  if (!platform.ok) return { why: platform.detail };
  if (!ready && !go.ok) return { why: go.detail };
  const code = await runChild(process.execPath, [join(root, 'scripts', 'provision.mjs')], {
    stdio: ['ignore', 'ignore', 2],
  });
  if (code !== 0 && !wasInterrupted()) throw new Error('the test bed could not be built, see above');
  const { tool } = bedPaths();
  const namespace = probeNamespace(tool);
  return namespace.ok ? { wrap: [tool, 'enter'] } : { why: namespace.detail };
};

const runTests = async (given, temporary) => {
  const only = ['unit', 'e2e'].find((project) => project === given[0]);
  const patterns = only === undefined ? given : given.slice(1);
  const unit = only === 'e2e' ? [] : filesOf('unit', patterns);
  const e2e = only === 'unit' ? [] : filesOf('e2e', patterns);
  if (unit.length + e2e.length === 0) throw new Error(`no test matches ${given.join(' ')}`);

  if (unit.length > 0) {
    await jest({ project: 'unit', patterns, flags: ['--maxWorkers=2'], temporary });
    const alone = { project: 'unit', name: 'unit-alone', flags: ['--runInBand', '--runTestsByPath'], temporary };
    if (given.length === 0) await secondTry(unit, (path) => jest({ ...alone, key: pathOf(path), patterns: [path] }));
  }
  if (e2e.length > 0 && !wasInterrupted()) {
    const { wrap, why } = await enterTestBed();
    if (wrap) {
      await e2eTests(e2e, patterns, wrap, temporary);
    } else {
      log(`${inCi ? 'FAILED' : 'skipped'}: the ${e2e.length} end-to-end test files (test/e2e), because ${why}`);
      amiss[inCi ? 'failed' : 'skipped'] += e2e.length;
    }
  }
};

/** A test that does not clear away its files fails the run; an interrupted one could not. */
const clearAway = (temporary) => {
  const left = readdirSync(temporary);
  if (left.length > 0 && !wasInterrupted()) {
    log(`FAILED: the tests left ${left.length} files or folders in the temporary directory: ${left.join(', ')}`);
    amiss.failed += 1;
  }
};

const printSlowest = () => {
  const slowest = Object.entries(took).toSorted(([, a], [, b]) => b - a);
  if (slowest.length < SLOWEST) return;
  log('the slowest test files:');
  for (const [path, seconds] of slowest.slice(0, SLOWEST))
    process.stderr.write(`${seconds.toFixed(1).padStart(8)} s  ${path}\n`);
};

const main = async (given) => {
  ensureDependencies();
  mkdirSync(CACHE, { recursive: true });
  rmSync(join(CACHE, 'totals.json'), { force: true });
  const { buildAll } = await import('./build.mjs');
  await buildAll();

  const temporary = mkdtempSync(join(tmpdir(), 'promwire-test-'));
  try {
    await runTests(given, temporary);
    clearAway(temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  if (wasInterrupted()) return 130;
  // -t NAME and the like run a part of a file.
  if (!given.some((word) => word.startsWith('-'))) learn(took);
  printSlowest();
  const total = totals();
  if (inCi && total.skipped > 0) total.failed += total.skipped;
  const failures = [...results.values()].flatMap((result) => result.failures);
  if (onlyAlone.length > 0) log(`passed only when run alone: ${onlyAlone.join(', ')}`);
  if (failures.length > 0) log(`what failed:\n  ${failures.join('\n  ')}`);
  writeFileSync(join(CACHE, 'totals.json'), JSON.stringify({ ...total, failures }));
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // An unforeseen error (TypeError and the like) needs its stack, a foreseen one is a sentence.
  log(error.constructor === Error ? error.message : error.stack);
  process.exitCode = 1;
}
