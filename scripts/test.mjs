// npm test [-- PATTERN…]: dependencies, build, unit tests, test bed, end-to-end tests. The last line of stdout counts.
// PATTERN is `unit`, or what jest takes (part of a path, -t NAME, -u). Where the test bed cannot be had the end-to-end
// tests are skipped, with the reason; with CI=true that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runChild, wasInterrupted } from './child.mjs';
import { ensureDependencies, root } from './dependencies.mjs';

const CACHE = join(root, 'node_modules', '.cache', 'promwire');
const JEST = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  join('node_modules', 'jest', 'bin', 'jest.js'),
];
const inCi = process.env.CI === 'true';
const log = (text) => process.stderr.write(`promwire: ${text}\n`);

const total = { passed: 0, failed: 0, skipped: 0 };

const resultFile = (project) => join(CACHE, `${project}.json`);

/** Adds what jest wrote down. A suite that could not run, or no report at all, is a failure. */
const addResults = (project, code) => {
  if (!existsSync(resultFile(project))) {
    if (code !== 0) total.failed += 1;
    return;
  }
  const result = JSON.parse(readFileSync(resultFile(project), 'utf8'));
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  total.passed += result.numPassedTests;
  total.failed += failed === 0 && code !== 0 ? 1 : failed;
  const skipped = result.numPendingTests + result.numTodoTests;
  total.skipped += skipped;
  if (skipped > 0) log(`${skipped} ${project} tests were skipped in their own files`);
};

const filesOf = (project, patterns) => {
  const args = [...JEST, `--selectProjects=${project}`, '--listTests', '--json', ...patterns];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (run.status !== 0) throw new Error(`jest could not list the tests:\n${run.stderr}`);
  return JSON.parse(run.stdout.slice(run.stdout.indexOf('[')));
};

const jest = async (project, patterns, wrap, extra, name = project) => {
  const args = [...JEST, `--selectProjects=${project}`, ...extra, '--json', '--outputFile', resultFile(name)];
  if (inCi) args.push('--ci');
  const [command, ...rest] = [...wrap, process.execPath, ...args, ...patterns];
  rmSync(resultFile(name), { force: true });
  addResults(name, await runChild(command, rest, { cwd: root, stdio: ['ignore', 2, 2] }));
};

/**
 * End-to-end tests that compare answers and look at no clock. They run beside the others, each half in a network of its
 * own, and yield the processor to them.
 */
const PATIENT = '/(differential|differential-targets|lang|rules|yaml|schemas|dashboard-cost|rule-cost)\\.test\\.ts$';

const e2eTests = async (patterns, wrap) => {
  if (patterns.length > 0) {
    await jest('e2e', patterns, wrap, ['--runInBand']);
    return;
  }
  await Promise.all([
    jest('e2e', [], wrap, ['--runInBand', `--testPathIgnorePatterns=${PATIENT}`]),
    jest('e2e', [], ['nice', '-n', '10', ...wrap], ['--runInBand', `--testPathPatterns=${PATIENT}`], 'e2e-patient'),
  ]);
};

/** The words that stand in front of a command to run it inside the private network, or why that is impossible. */
const enterTestBed = async () => {
  const { bedPaths, probe, probeNamespace } = await import('./provision.mjs');
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

const main = async (given) => {
  ensureDependencies();
  mkdirSync(CACHE, { recursive: true });
  rmSync(join(CACHE, 'totals.json'), { force: true });
  const { buildAll } = await import('./build.mjs');
  await buildAll();

  const onlyUnit = given[0] === 'unit';
  const patterns = onlyUnit ? given.slice(1) : given;
  const unit = filesOf('unit', patterns);
  const e2e = onlyUnit ? [] : filesOf('e2e', patterns);
  if (unit.length + e2e.length === 0) throw new Error(`no test matches ${given.join(' ')}`);

  if (unit.length > 0) await jest('unit', patterns, [], ['--maxWorkers=2']);
  if (e2e.length > 0 && !wasInterrupted()) {
    const { wrap, why } = await enterTestBed();
    if (wrap) {
      await e2eTests(patterns, wrap);
    } else {
      log(`${inCi ? 'FAILED' : 'skipped'}: the ${e2e.length} end-to-end test files (test/e2e), because ${why}`);
      total[inCi ? 'failed' : 'skipped'] += e2e.length;
    }
  }
  if (wasInterrupted()) return 130;
  if (inCi && total.skipped > 0) total.failed += total.skipped;
  writeFileSync(join(CACHE, 'totals.json'), JSON.stringify(total));
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
