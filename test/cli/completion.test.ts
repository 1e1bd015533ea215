/**
 * Real shells on a pseudo-terminal (script of util-linux makes one): what is typed, with a tab in it, is run as the command
 * `show`, which prints its arguments. bash is everywhere; zsh and fish are asked where they are, and in any case their texts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { completionScript, SHELLS } from '../../src/render/shell/scripts.ts';
import { inFolder, write } from '../commands/ask.ts';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const CONTEXTS = [
  'my ctx $(touch pwned)',
  '`touch pwned`',
  "quo'te",
  'arn:aws:eks:eu:1:cluster/a',
  'admin@kube',
  'größe',
];
const KUBECONFIG = JSON.stringify({
  contexts: CONTEXTS.map((name) => ({ name, context: { cluster: 'c' } })),
  clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
});

/** What is typed, and the arguments that the command gets. */
const LINES: readonly (readonly [typed: string, last: string])[] = [
  ['explain label-m\t', 'label-mismatch'],
  ['explain zzz\t', 'zzz'],
  ['fix --how=o\t', '--how=object'],
  ['check --context my\t', 'my ctx $(touch pwned)'],
  ["check --context 'my\t", 'my ctx $(touch pwned)'],
  ['check --context "my\t', 'my ctx $(touch pwned)'],
  ['check --context \\`\t', '`touch pwned`'],
  ['check --context quo\t', "quo'te"],
  ['check --context=quo\t', "--context=quo'te"],
  ['check --context arn:aws:e\t', 'arn:aws:eks:eu:1:cluster/a'],
  ['check --context=admin@\t', '--context=admin@kube'],
  ['check --context gr\t', 'größe'],
  ['check --context quo,ad\t', 'quo,admin@kube'],
  ['check --from some\t', 'some file.yaml'],
  ['check --from=some\t', '--from=some file.yaml'],
  ['generate --out fol\tx', 'folder/x'],
];

interface Real {
  readonly start: string;
  /** Read by the shell first. */
  readonly setUp: readonly string[];
}
const REAL: Readonly<Record<string, Real>> = {
  bash: {
    start: 'bash --norc --noprofile -i',
    setUp: [
      'source <(promwire completion bash)',
      `show() { printf 'shown:%s:\\n' "\${@: -1}"; }`,
      'complete -o nospace -o nosort -F _promwire show',
    ],
  },
  zsh: {
    start: 'zsh -f -i',
    setUp: [
      'autoload -U compinit; compinit -u -D',
      'source <(promwire completion zsh)',
      `show() { printf 'shown:%s:\\n' "\${@[-1]}"; }`,
      'compdef _promwire show',
    ],
  },
  fish: {
    start: 'fish --no-config -i',
    setUp: [
      'promwire completion fish | source',
      `function show; printf 'shown:%s:\\n' $argv[-1]; end`,
      `complete -c show -k -f -a '(__promwire_complete)'`,
    ],
  },
};
const present = Object.keys(REAL).filter((shell) => spawnSync(shell, ['--version']).error === undefined);

/** Types all of it ahead; the shell reads on as it can. */
function typedInto({ start, setUp }: Real, folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(CLI, join(bin, 'promwire'));
  const keys = [...setUp, ...LINES.map(([typed]) => `show ${typed}`), 'exit', ''].join('\n');
  const { stdout } = spawnSync('script', ['--quiet', '--return', '--flush', '--command', start, '/dev/null'], {
    cwd: folder,
    input: keys,
    encoding: 'utf8',
    timeout: 120_000,
    env: {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      TERM: 'dumb',
      LANG: 'C.UTF-8',
      KUBECONFIG: write(folder, 'kubeconfig', KUBECONFIG),
    },
  });
  return stdout;
}

it('bash is one of the shells that are asked', () => {
  expect(present).toContain('bash');
});

describe.each(present)('%s', (shell) => {
  let screen = '';
  let leaked = true;
  beforeAll(async () => {
    const real = REAL[shell];
    if (real === undefined) throw new Error(`no ${shell}`);
    await inFolder(async (folder) => {
      write(folder, 'some file.yaml', '');
      mkdirSync(join(folder, 'folder'));
      screen = typedInto(real, folder);
      leaked = existsSync(join(folder, 'pwned'));
      await Promise.resolve();
    });
  }, 120_000);

  it('completes words as they are meant, quoted where they must be', () => {
    const shown = [...screen.matchAll(/^shown:(.*):\r?$/gm)].map(([, last]) => last);
    expect(shown).toEqual(LINES.map(([, last]) => last));
  });

  it('runs nothing of what is typed or offered', () => {
    expect(leaked).toBe(false);
  });
});

it('kubectl gets the words behind `kubectl promwire`, in the form of its own (cobra)', () => {
  const asked = (file: string, ...args: readonly string[]): string =>
    spawnSync(process.execPath, [join(CLI, '..', file), ...args], { encoding: 'utf8' }).stdout;
  const answer = asked('kubectl_complete-promwire.js', 'explain', 'label-m');
  expect(answer).toBe('label-mismatch\tThe labels of the object are not those that the stack selects\n:4\n');
  expect(answer).toBe(asked('cli.js', '__complete', '--', 'explain', 'label-m'));
});

describe.each(SHELLS)('the script for %s', (shell) => {
  it('evaluates nothing, and hides what goes wrong', () => {
    const text = completionScript(shell);
    expect(text).toMatch(/promwire __complete .*2>(?:\/dev\/null|\$null)/);
    expect(text).not.toMatch(/\beval\b|Invoke-Expression|iex\b/);
  });
});
