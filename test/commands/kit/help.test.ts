import { describe, expect, it } from '@jest/globals';
import { commandHelp, overview } from '../../../src/commands/kit/help.ts';
import { COMMANDS } from '../../../src/commands/kit/table.ts';
import { timeoutOf } from '../../../src/commands/kit/within.ts';
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

/** What is asked there may never answer: servers, what is typed or piped, what builds folders. */
const WAITS: readonly string[] = ['kubeconfig', 'prometheusUrl', 'grafanaUrl', 'from'];
const waiting = names.filter((name) => COMMANDS[name].flags.some((flag) => WAITS.includes(flag)));

describe('help of a command that can wait', () => {
  it.each(waiting)('promwire %s names --timeout, its unit and its default', (name) => {
    expect(commandHelp(name, 200)).toMatch(/^ {6}--timeout DURATION +longest time [^\n]*: 90s, 5m \(default 5m\)$/m);
    expect(commandHelp(name, NARROW).replaceAll(/\s+/g, ' ')).toContain('90s, 5m (default 5m)');
  });

  it('is that of all but those that ask nobody', () => {
    expect(names.filter((name) => !waiting.includes(name))).toEqual([
      'explain',
      'dashboard export',
      'rbac',
      'completion',
      'demo',
      'version',
    ]);
  });

  it('names the default that is so', () => {
    expect(timeoutOf({ timeout: undefined })).toBe(5 * 60_000);
  });
});
