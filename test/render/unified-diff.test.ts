import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { unifiedDiff } from '../../src/render/unified-diff.ts';

const was = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join('');

describe('a diff', () => {
  it.each([
    ['a.yaml', was, was.replace('line 3\n', 'other\nmore\n').replace('line 25\n', '')],
    ['./d/a b.yaml', was, was.replace('line 29', 'end')],
    ['d/é"\\.yaml', was, was.replace('line 0', 'start')],
    ['crlf.yaml', was.replaceAll('\n', '\r\n'), was.replace('line 3', 'x').replaceAll('\n', '\r\n')],
    ['no-end.yaml', 'a\nb', 'a\nb\nc'],
    ['bom.yaml', '\uFEFFa\nb\n', '\uFEFFa\nc\n'],
  ])('is what git apply takes: %s', (file, before, after) => {
    const folder = mkdtempSync(join(tmpdir(), 'promwire-diff-'));
    try {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, before);
      execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
        cwd: folder,
        input: unifiedDiff(file, before, after),
      });
      expect(readFileSync(path, 'utf8')).toBe(after);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
