import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { inPlace, root, runLine } from '../cli/replay.ts';
import { asShown, blocksOf } from './shown.ts';

// What documents show of the command line is what it prints: every block that begins with "$ promwire" is run, in order, on
// the cluster of the demo.

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && !path.startsWith('test/'));

describe('documents show what the command line prints', () => {
  it('in README.md', () => {
    expect(blocksOf('README.md').map(({ line }) => line)).toEqual([
      'promwire check',
      'promwire setup --yes',
      'promwire dashboard preview --prometheus-url http://localhost:9090',
    ]);
  });

  it.each(pages.filter((page) => blocksOf(page).length > 0))('%s', async (page) => {
    await inPlace({ files: [], copies: [], cluster: true }, '\n', async (place) => {
      for (const { line, shown } of blocksOf(page)) {
        const { stdout } = await runLine(line, place);
        expect(asShown(stdout, shown)).toBe(shown);
      }
    });
  });
});
