import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicReport } from './read.ts';

/** Writes into a report's file what is wrong today, in place of what was. */
export function writeKnown({ name }: PublicReport, wrong: readonly string[]): void {
  const file = join(import.meta.dirname, `${name}.yaml`);
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('\n---\n');
  const lines = wrong.map((line) => `\n  - '${line.replaceAll("'", "''")}'`).join('');
  const head = text.slice(0, end).replace(/\nknown:[\s\S]*$/, '');
  writeFileSync(file, `${head}${lines === '' ? '' : `\nknown:${lines}`}${text.slice(end)}`);
}
