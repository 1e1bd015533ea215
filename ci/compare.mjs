// What a pull request (GitHub) or merge request (GitLab) costs: finds its two sides in the checkout, runs `promwire
// compare`, and writes the comment, the annotations and the summary. Needs git and Node, and no token. action.yml and
// ci/gitlab.yml run it; docs/git.md.
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import process from 'node:process';

const { env } = process;
const onGitHub = env.GITHUB_ACTIONS === 'true';

/** Ends this program with what is wrong, and what to do. */
class Problem extends Error {}

const git = (...words) => spawnSync('git', words, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
const gitSays = (...words) => {
  const { status, stdout, stderr, error } = git(...words);
  if (error) throw new Problem(`git cannot be run: ${error.message}`);
  if (status !== 0) throw new Problem(`git ${words.join(' ')}: ${stderr.trim()}`);
  return stdout.trim();
};
/** The commit of a name: undefined where it is not here. */
const commitOf = (name) => {
  const { status, stdout } = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  return status === 0 ? stdout.trim() : undefined;
};

/** The commits that the forge names: the tips of the branch that is to take it, and of the branch that it is. */
const asked = () => {
  if (!onGitHub) {
    const from = env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || env.CI_COMMIT_SHA;
    return { into: env.CI_MERGE_REQUEST_DIFF_BASE_SHA, from };
  }
  const event = env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')) : {};
  const { pull_request: pull, merge_group: group } = event;
  return { into: pull?.base?.sha ?? group?.base_sha, from: pull?.head?.sha ?? group?.head_sha };
};

/** Of a commit or branch. Where it is not here it is fetched; into a shallow checkout that one commit alone. */
const fetched = (name) => {
  const known = commitOf(name) ?? commitOf(`refs/remotes/origin/${name}`);
  if (known !== undefined) return known;
  const isShallow = git('rev-parse', '--is-shallow-repository').stdout.trim() === 'true';
  const options = ['--quiet', '--no-tags', '--no-recurse-submodules', ...(isShallow ? ['--depth=1'] : [])];
  const { status, stderr } = git('fetch', ...options, '--end-of-options', 'origin', name);
  const commit = status === 0 ? commitOf('FETCH_HEAD') : undefined;
  if (commit !== undefined) return commit;
  throw new Problem(
    `${name}, to compare with, is not in this checkout and cannot be fetched: ${stderr.trim()}\n` +
      'Check out more of the history: `fetch-depth: 2` of actions/checkout, `GIT_DEPTH: "0"` in GitLab.',
  );
};

/**
 * What is checked out is the merge of the pull request (what GitHub checks out for it), or its head. The merge costs what it
 * is otherwise than what it is merged into; the head, what it is otherwise than the commit that it began from: what others
 * changed since is not its cost.
 */
const sides = () => {
  const name = env.PROMWIRE_HEAD || 'HEAD';
  const head = commitOf(name);
  if (head === undefined) throw new Problem(`${name} is no commit of this checkout. Check the repository out before.`);
  if (env.PROMWIRE_BASE) return { base: fetched(env.PROMWIRE_BASE), head };
  const { into, from } = asked();
  if (!into) {
    throw new Problem('this run is of no pull request, so it is not known what to compare with: name a base.');
  }
  const [text] = gitSays('cat-file', 'commit', head).split('\n\n', 1);
  const parents = [...text.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent]) => parent);
  if (parents.length === 2 && parents[1] === from) return { base: fetched(parents[0]), head };
  if (from !== head) {
    throw new Problem(
      `what is checked out (${head}) is neither the pull request (${from}) nor its merge: name a base and a head.`,
    );
  }
  const fork = git('merge-base', fetched(into), head);
  if (fork.status === 0) return { base: fork.stdout.trim(), head };
  throw new Problem(
    `where ${head} began from is not in this checkout.\n` +
      'Check out the whole history: `fetch-depth: 0` of actions/checkout, `GIT_DEPTH: "0"` in GitLab.',
  );
};

const lines = (text = '') =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** A path that only one of the commits has is new or deleted: the other one is compared as the empty tree. */
const pathsIn = ({ base, head }) => {
  const path = (env.PROMWIRE_PATH ?? '').replace(/^\.?\/+|^\.$/, '').replace(/\/+$/, '');
  const both = [`${base}:${path}`, `${head}:${path}`];
  const there = both.map((each) => git('cat-file', '-e', each).status === 0);
  if (there[0] === there[1]) return both;
  const empty = gitSays('hash-object', '-t', 'tree', '/dev/null');
  return both.map((each, i) => (there[i] ? each : empty));
};

const words = (found) => [
  'compare',
  ...pathsIn(found),
  ...lines(env.PROMWIRE_CAPTURED).flatMap((file) => ['--captured', file]),
  ...(env.PROMWIRE_CLUSTER ? ['--cluster', env.PROMWIRE_CLUSTER] : []),
  ...(env.PROMWIRE_DEFAULT_NAMESPACE ? ['--default-namespace', env.PROMWIRE_DEFAULT_NAMESPACE] : []),
  ...(env.PROMWIRE_FAIL_ON ? ['--fail-on', env.PROMWIRE_FAIL_ON] : []),
];

/** Without what is secret: promwire compares files. */
const childEnv = Object.fromEntries(
  Object.entries(env).filter(([name]) => !/TOKEN|PASSWORD|SECRET|PRIVATE_KEY/i.test(name)),
);

/** What it tells goes to the log, where a line of GitHub's own commands would be run: none of it is. */
const told = (text) => {
  if (text === '') return;
  const end = randomUUID();
  process.stdout.write(onGitHub ? `::stop-commands::${end}\n${text}\n::${end}::\n` : text);
};

/** What the install step brought, unless another is named: on GitHub this file is not part of it. */
const installed = join(env.PROMWIRE_INSTALLED || join(env.RUNNER_TEMP || '.', 'promwire'), 'node_modules', 'promwire');
const program = env.PROMWIRE_PROGRAM || join(installed, 'dist', 'cli.js');

/** Writes what it prints in this form to `file`, and answers its exit code. */
const printed = (args, form, file, quiet) => {
  const out = file === undefined ? 'inherit' : openSync(file, 'w');
  const run = spawnSync(process.execPath, [program, ...args, '-o', form], {
    env: { ...childEnv, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', out, 'pipe'],
  });
  if (file !== undefined) closeSync(out);
  if (run.error) throw new Problem(`promwire cannot be run: ${run.error.message}`);
  if (!quiet) told(run.stderr);
  return run.status ?? 70;
};

/**
 * A file that is not there yet, in a folder that is. What a pull request brings in its place goes, and through its links
 * nothing is written.
 */
const made = (file) => {
  const way = relative(process.cwd(), resolve(file));
  let at = process.cwd();
  try {
    for (const part of isAbsolute(way) || way.split(sep)[0] === '..' ? [] : way.split(sep)) {
      at = join(at, part);
      if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink())
        throw new Problem(`${file}: ${at} is a symbolic link, and nothing is written through it. Choose another file.`);
    }
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    return file;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${file} cannot be written: ${error.message}`);
  }
};

/** Prints the same comparison in another form. What then ended otherwise is none. */
const printedAgain = (code, args, form, file) => {
  const again = printed(args, form, file, true);
  if (again === code) return;
  if (file !== undefined) rmSync(file, { force: true });
  throw new Problem(`the comparison ended with ${code}, and with ${again} for -o ${form}. Run it again.`);
};

const output = (name, value) => {
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `${name}=${value}\n`);
};

/** docs.gitlab.com/ci/testing/code_quality: what is lost or wrong at a line of the head; the rest is in the note. */
const codeQuality = ({ losses, appeared }) =>
  [...losses.map((loss) => ({ ...loss, severity: 'error' })), ...appeared]
    .filter(({ place }) => place?.side === 'head')
    .map(({ summary, because, checks, severity, object, place }) => ({
      description: [summary, ...because].join(' '),
      check_name: checks[0] ?? 'lost',
      fingerprint: createHash('sha256')
        .update(JSON.stringify([checks, object, summary]))
        .digest('hex'),
      severity: { error: 'major', warning: 'minor' }[severity] ?? 'info',
      location: { path: place.path ?? place.file, lines: { begin: place.line } },
    }));

const folder = env.PROMWIRE_OUT || join(env.RUNNER_TEMP || '.', `promwire-${randomUUID()}`);
const comment = join(folder, 'comment.md');

const compare = () => {
  const args = words(sides());
  const json = made(join(folder, 'comparison.json'));
  const code = printed(args, 'json', json);
  output('exit-code', code);
  if (![0, 1, 3].includes(code)) return code;
  const text = readFileSync(json, 'utf8');
  if (text === '') return code;
  const comparison = JSON.parse(text);
  output('losses', comparison.losses.length);
  if (env.PROMWIRE_CODE_QUALITY) writeFileSync(env.PROMWIRE_CODE_QUALITY, JSON.stringify(codeQuality(comparison)));
  // The usual pull request changes nothing of the wiring, and needs no further look.
  const isQuiet = Object.values(comparison).every((part) => !Array.isArray(part) || part.length === 0);
  if (isQuiet) writeFileSync(comment, '');
  else printedAgain(code, args, 'markdown', comment);
  output('comment', comment);
  const summary = isQuiet ? '### promwire: loses nothing\n' : readFileSync(comment, 'utf8');
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, summary);
  if (isQuiet) told('promwire: loses nothing\n');
  else printedAgain(code, args, onGitHub ? 'github' : 'text');
  if (env.PROMWIRE_SARIF) printedAgain(code, args, 'sarif', env.PROMWIRE_SARIF);
  return code;
};

try {
  // Where there is no comment after this, the comparison failed.
  for (const file of [comment, env.PROMWIRE_CODE_QUALITY, env.PROMWIRE_SARIF]) if (file) made(file);
  process.exitCode = compare();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  told(`promwire: ${error.message}\n`);
  output('exit-code', 2);
  process.exitCode = 2;
}
