// How long each test file took: learned from every run, kept outside the checkout's history; test/durations.json holds
// what a first run begins with: only the order counts. alert-cases counts for less than it takes, so that it does not run
// next to differential and lang: it plays in real time, and on a busy machine it plays again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CACHE, root } from './dependencies.mjs';

const LEARNED = join(CACHE, 'durations.json');
const COMMITTED = join(root, 'test', 'durations.json');

/** Seconds that a file counts for which has no time yet: it may be a long one. */
const UNTIMED = 100;

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

/** Absolute paths of test files, the longest first: no lane is left alone with a long one. */
export const longestFirst = (paths) => {
  const seconds = { ...read(COMMITTED), ...read(LEARNED) };
  const timed = paths.map((path) => ({ path, took: seconds[relative(root, path).replaceAll('\\', '/')] ?? UNTIMED }));
  return timed.toSorted((a, b) => (a.took === b.took ? 0 : b.took - a.took)).map(({ path }) => path);
};

/** Keeps the seconds of this run for the next. */
export const learn = (seconds) =>
  writeFileSync(LEARNED, `${JSON.stringify({ ...read(LEARNED), ...seconds }, null, 2)}\n`);
