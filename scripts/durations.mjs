// How long each test file took: learned from every run, kept outside the checkout's history; test/durations.json holds
// what a first run begins with.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, root } from './dependencies.mjs';

const LEARNED = join(CACHE, 'durations.json');
const COMMITTED = join(root, 'test', 'durations.json');

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

/** Seconds by path below the checkout. */
export const durations = () => ({ ...read(COMMITTED), ...read(LEARNED) });

/** Keeps the seconds of this run for the next. */
export const learn = (seconds) =>
  writeFileSync(LEARNED, `${JSON.stringify({ ...read(LEARNED), ...seconds }, null, 2)}\n`);
