import { describe, expect, it } from '@jest/globals';
import { commandHelp, overview } from '../../../src/commands/kit/help.ts';
import { COMMANDS } from '../../../src/commands/kit/table.ts';
import type { CommandName } from '../../../src/commands/kit/table.ts';

/** The fewest columns that text is made for. */
const NARROW = 60;
const names = Object.keys(COMMANDS) as CommandName[];

describe('help on a terminal of 60 columns', () => {
  it.each(names)('of promwire %s keeps to them; only an example to copy may be longer', (name) => {
    const examples = COMMANDS[name].examples.map(([text]) => `  ${text}`);
    const long = commandHelp(name, NARROW)
      .split('\n')
      .filter((line) => line.length > NARROW);
    expect(long.filter((line) => !examples.includes(line))).toEqual([]);
  });

  it('keeps a flag of a usage with its value', () => {
    expect(commandHelp('dashboard import', NARROW)).toContain(
      'Usage: promwire dashboard import [PROFILE] --variant ID\n         --grafana-url URL [flags]\n',
    );
  });

  it('of all commands keeps to them', () => {
    expect(
      overview(NARROW)
        .split('\n')
        .filter((line) => line.length > NARROW),
    ).toEqual([]);
  });
});
