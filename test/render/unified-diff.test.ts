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
    ['documents.yaml', 'a: b\n---\nc: d\n---\ne: f\n', 'a: b\n---\nc: e\n---\ne: f\n'],
    ['close.yaml', 'c: d\n--- # x\ne: f\n', 'c: e\n--- # x\ne: f\n'],
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

  it('shows nothing of the documents around', () => {
    const diff = unifiedDiff(
      'a.yaml',
      'x: secret\n---\na: b\n---\ny: secret\n',
      'x: secret\n---\na: c\n---\ny: secret\n',
    );
    expect(diff).toBe('--- a/a.yaml\n+++ b/a.yaml\n@@ -2,3 +2,3 @@\n ---\n-a: b\n+a: c\n ---\n');
  });
});
