// checksum.mjs FOLDER: writes SHA256SUMS of all that is in it, as `sha256sum --check` reads it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { asScript, Refused } from './version.mjs';

const SUMS = 'SHA256SUMS';

export const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** One line of sha256sum. */
export const checksum = (file) => `${sha256(file)}  ${basename(file)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url))
  await asScript(() => {
    const [folder] = process.argv.slice(2);
    if (folder === undefined) throw new Refused('Usage: checksum.mjs FOLDER');
    const names = readdirSync(folder).filter((name) => name !== SUMS);
    writeFileSync(
      join(folder, SUMS),
      names
        .toSorted()
        .map((name) => checksum(join(folder, name)))
        .join(''),
    );
  });
