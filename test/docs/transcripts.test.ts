import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inPlace, root, runLine } from '../cli/replay.ts';

// What documents show of the command line is what it prints: every block that begins with "$ promwire" is run, in order, on
// the cluster of the demo. A line "..." stands for any lines.

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && !path.startsWith('test/'));

interface Block {
  readonly line: string;
  readonly shown: string;
}

const blocksOf = (page: string): readonly Block[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```[a-z]*\n\$ (promwire .*)\n([^]*?)^```$/gm)].map(
    ([, line = '', shown = '']) => ({ line, shown }),
  );

/** The output with "..." where the document leaves lines out; all of it where it differs from what is shown. */
function asShown(output: string, shown: string): string {
  const parts = shown.split(/^\.\.\.\n/m);
  let rest = output;
  for (const [i, part] of parts.entries()) {
    const at = rest.indexOf(part);
    const isLast = i === parts.length - 1;
    if (at === -1 || (i === 0 && at > 0) || (isLast && part !== '' && !rest.endsWith(part))) return output;
    rest = isLast ? '' : rest.slice(at + part.length);
  }
  return shown;
}

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
