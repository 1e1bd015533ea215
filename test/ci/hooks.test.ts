/** The hooks for pre-commit: their commands, as pre-commit runs them, in real git repositories. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { BASE, BREAKING } from '../commands/pull-requests.ts';
import { checkedOut, origin, put } from './pull-request.ts';
import { root, shell } from './steps.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly args: readonly string[];
  readonly language: string;
  readonly pass_filenames: boolean;
}

const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8'), {
  logLevel: 'error',
}) as readonly Hook[];
const temp = mkdtempSync(join(tmpdir(), 'promwire-hooks-'));
const bin = join(temp, 'bin');
mkdirSync(bin);
writeFileSync(join(bin, 'promwire'), `#!/bin/sh\nexec node ${root}/dist/cli.js "$@"\n`, { mode: 0o755 });
afterAll(() => {
  rmSync(temp, { recursive: true, force: true });
});

/** The exit codes of a hook in a repository with BASE, with the change in the working tree, and with it committed. */
it.each([
  ['promwire-check', { before: 0, changed: 1, committed: 1 }],
  ['promwire-compare', { before: 0, changed: 1, committed: 0 }],
])('%s', async (id, codes) => {
  const { entry, args, language, pass_filenames: names } = hooks.find((hook) => hook.id === id)!;
  expect({ language, names }).toEqual({ language: 'node', names: false });
  const repository = origin(temp, BASE);
  const pull = repository.pull({ 'README.md': 'a' });
  const checkout = checkedOut(temp, repository.folder, pull.head, 0);
  const run = async (): Promise<number> =>
    (await shell(`${entry} "$@"`, checkout, { PATH: `${bin}:${process.env['PATH'] ?? ''}` }, args)).code;
  const before = await run();
  put(checkout, BREAKING.find(({ name }) => name === 'the release label of the monitor is dropped')!.change(BASE));
  const changed = await run();
  await shell('git -c user.name=a -c user.email=a@example.com commit -qam change', checkout, {});
  expect({ before, changed, committed: await run() }).toEqual(codes);
});
