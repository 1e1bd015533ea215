// The version of package.json, which is the one place where it is set, and its section of CHANGELOG.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from '../dependencies.mjs';

/** What a user of a script did wrong: shown without a stack. */
export class Refused extends Error {}

/** X.Y.Z, or a prerelease of it. */
export const VERSION = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9a-z]+(?:\.[0-9a-z]+)*)?$/;

export const readIn = (folder) => (path) => readFileSync(join(folder, path), 'utf8');

export const versionIn = (folder = root) => JSON.parse(readIn(folder)('package.json')).version;

/** The text below "## HEADING", up to the next; undefined where there is none. */
export const sectionOf = (changelog, heading) => {
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.find((section) => section.split('\n')[0].split(' ')[0] === heading);
  return found?.slice(found.indexOf('\n')).trim();
};

/** Runs a script to its end; what it refuses is told in a sentence, with exit code 1. */
export const asScript = async (work) => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
};
