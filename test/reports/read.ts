import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

/** One question about the world of a report. What is expected was written down before promwire was asked. */
export interface Ask {
  /** What follows `promwire check`. */
  readonly check: readonly string[];
  readonly exit?: number;
  /** CHECK or CHECK:SEVERITY, as in the heading of a finding. */
  readonly finds?: readonly string[];
  readonly lacks?: readonly string[];
  /** Regular expressions, without regard to case; white space is one blank. */
  readonly says?: readonly string[];
  readonly silent?: readonly string[];
}

/** A public report of somebody whose object had no effect, and a small world with the same cause. */
export interface PublicReport {
  readonly name: string;
  /** owner/repository#number */
  readonly source: string;
  readonly cause: string;
  /** Worlds of `stacks/` that it is put on. */
  readonly under: readonly string[];
  readonly asks: readonly Ask[];
  /** How many of the expectations held before promwire was made right for worlds of others. */
  readonly before: number;
  /** What is wrong today, in the words of `wrongIn`. */
  readonly known?: readonly string[];
  readonly world: string;
}

const SEPARATOR = '\n---\n';
const stack = (name: string): string => readFileSync(join(import.meta.dirname, 'stacks', `${name}.yaml`), 'utf8');

function report(file: string): PublicReport {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8');
  const end = text.indexOf(SEPARATOR);
  const head = parse(text.slice(0, end)) as Omit<PublicReport, 'name' | 'world'>;
  const world = [...head.under.map(stack), text.slice(end + SEPARATOR.length)].join('---\n');
  return { ...head, name: basename(file, '.yaml'), world };
}

/** All reports of this folder, by name: the first document of a file is the report, the others are its world. */
export const REPORTS: readonly PublicReport[] = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map(report);
