/** One executable is made and tried: the platform of this machine. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const SLOW_MS = 180_000;

it(
  'is Node with promwire in it, with the licences, and needs nothing else',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'promwire-executables-'));
    const script = (name: string) =>
      spawnSync(process.execPath, [join(root, 'scripts', 'release', `${name}.mjs`), folder], { encoding: 'utf8' });
    try {
      const made = script('executable');
      expect([made.status, made.stdout]).toEqual([
        0,
        expect.stringMatching(/^promwire-\w+-\w+\.tar\.gz: [\d.]+ MB, unpacked [\d.]+ MB\n$/),
      ]);
      const tried = script('try-executable');
      expect([tried.status, tried.stderr, tried.stdout]).toEqual([0, '', expect.stringMatching(/\.tar\.gz works\n$/)]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  SLOW_MS,
);
