import { execFile } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const printed = (command: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(command, [...args], (error, _stdout, stderr) => resolve(error === null ? 'it ran' : stderr));
  });

describe('a test that would need the network', () => {
  it.each([
    ['go', 'build', '.'],
    ['npm', 'ci'],
    ['npx', 'promwire'],
  ])('is refused %s %s, with a sentence', async (command, ...args) => {
    expect(await printed(command, args)).toBe(
      `promwire: a test ran "${[command, ...args].join(' ')}". Tests fetch and build nothing, in the network namespace ` +
        'there is no network: let scripts/provision.mjs do it, with a pin in test/bed/pins.json\n',
    );
  });
});
