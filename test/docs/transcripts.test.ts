import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { inPlace, root, runLine } from '../cli/replay.ts';
import { asShown, blocksOf } from './shown.ts';

// What documents show of the command line is what it prints: every block that begins with "$ promwire" is run, in order, on
// the cluster of the demo. Where nothing is on stdout it is what a reader sees of stderr.

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && !path.startsWith('test/'));

describe('documents show what the command line prints', () => {
  it('in README.md, which pictures the first of them', () => {
    expect(blocksOf('README.md').map(({ line }) => line)).toEqual(['promwire setup --yes']);
  });

  it.each(pages.filter((page) => blocksOf(page).length > 0))('%s', async (page) => {
    await inPlace({ files: [], copies: [], cluster: true }, '\n', async (place) => {
      for (const { line, shown } of blocksOf(page)) {
        const { stdout, stderr } = await runLine(line, place);
        expect(asShown(stdout === '' ? stderr : stdout, shown)).toBe(shown);
      }
    });
  });
});
