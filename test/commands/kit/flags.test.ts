import { describe, expect, it } from '@jest/globals';
import { defineCommand } from '../../../src/commands/kit/define-command.ts';
import { parseArguments, readFlags } from '../../../src/commands/kit/flags.ts';
import { COMMANDS } from '../../../src/commands/kit/table.ts';

const checkFlags = (...argv: readonly string[]) => {
  const { flags } = COMMANDS.check;
  return readFlags(parseArguments('check', argv, flags), flags);
};

describe('the flags of a command', () => {
  it('have the types that the table gives them', () => {
    const flags = checkFlags(
      '-n',
      'shop',
      '--from',
      'a',
      '--from',
      'b',
      '--watch',
      '1m30s',
      '-v',
      '--fail-on',
      'warning',
    );
    const namespace: string | undefined = flags.namespace;
    const from: readonly string[] = flags.from;
    const watch: number | undefined = flags.watch;
    const verbose: boolean = flags.verbose;
    const failOn: 'error' | 'warning' | 'none' | undefined = flags.failOn;
    expect({ namespace, from, watch, verbose, failOn }).toEqual({
      namespace: 'shop',
      from: ['a', 'b'],
      watch: 90_000,
      verbose: true,
      failOn: 'warning',
    });
  });

  it('are undefined, empty or false where they were not given', () => {
    const { namespace, from, verbose } = checkFlags();
    expect({ namespace, from, verbose }).toEqual({ namespace: undefined, from: [], verbose: false });
  });

  it('are only those that the command declares: reading another one does not compile', async () => {
    const read: unknown[] = [];
    const command = defineCommand('explain', async ({ flags }) => {
      // @ts-expect-error -- explain has no --namespace; tsc fails here as soon as this compiles
      read.push(flags.namespace);
      return await Promise.resolve([]);
    });
    expect(typeof command).toBe('function');
    expect(read).toEqual([]);
  });

  it.each([
    [['--watch', '10'], '--watch 10: not a duration', 'Write it like 90s'],
    [['--fail-on', 'info'], '--fail-on info: not known', 'error, warning'],
    [['-o', 'xml'], '--output xml: not known', 'text, html, json, yaml, sarif, junit, github, prometheus'],
    [['-n', 'Shop'], '--namespace "Shop": not possible', 'small letters'],
  ])('%j is refused: %s', (argv, message, hint) => {
    expect(() => checkFlags(...argv)).toThrow(
      expect.objectContaining({ code: 'usage', message, hint: expect.stringContaining(hint) }),
    );
  });

  it('labels are read apart', () => {
    const { flags } = COMMANDS.generate;
    const given = parseArguments('generate', ['--monitor-labels', 'release=prom, team=a'], flags);
    expect(readFlags(given, flags).monitorLabels).toEqual({ release: 'prom', team: 'a' });
  });
});
