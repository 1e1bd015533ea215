/**
 * What the image holds, without a builder: the files that the Dockerfile copies are laid into a folder, owned by another
 * user than 65532, and its command is run as that user (where the test may change users).
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const UID = '65532';

/** Instructions in their order, lines that go on joined. */
const instructions = readFileSync(join(root, 'Dockerfile'), 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): readonly [word: string, rest: string] => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]);
const only = (word: string): string => {
  const [first, second] = instructions.filter(([each]) => each === word);
  if (first === undefined || second !== undefined) throw new Error(`not one ${word}`);
  return first[1];
};
const [sources, target] = [only('COPY').split(' ').slice(0, -1), only('COPY').split(' ').at(-1) ?? ''];

/** Not TMPDIR, which may be of one user alone. */
let image: string;
const at = (path: string): string => join(image, path);
beforeAll(() => {
  image = mkdtempSync('/tmp/promwire-image-');
  mkdirSync(at(target), { recursive: true });
  mkdirSync(at('repository'));
  mkdirSync(at('tmp'));
  for (const file of sources) copyFileSync(join(root, file), at(join(target, basename(file))));
  copyFileSync(join(root, 'test', 'fixtures', 'library', 'deploy.yaml'), at('repository/deploy.yaml'));
  for (const folder of ['', target, 'repository']) chmodSync(at(folder), 0o555);
  chmodSync(at('tmp'), 0o777);
});
afterAll(() => {
  for (const folder of ['', target, 'repository']) chmodSync(at(folder), 0o755);
  rmSync(image, { recursive: true });
});

/** The command of the image, with words in place of CMD. */
function run(...words: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const [node = '', ...args] = JSON.parse(only('ENTRYPOINT')) as readonly string[];
  expect(node).toBe('/nodejs/bin/node');
  const command = [process.execPath, ...args.map((each) => (each.startsWith('/') ? at(each) : each)), ...words];
  const as = process.getuid?.() === 0 ? ['setpriv', '--reuid', UID, '--regid', UID, '--clear-groups', '--'] : [];
  const [program = '', ...rest] = [...as, ...command];
  const { status, stdout, stderr } = spawnSync(program, rest, {
    cwd: at(only('WORKDIR')),
    env: { HOME: '/home/nonroot', TMPDIR: at('tmp'), PATH: process.env['PATH'] ?? '' },
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}
const listed = (): readonly string[] => readdirSync(image, { recursive: true, encoding: 'utf8' }).toSorted();

describe('the image', () => {
  it('is a pinned base with files of ours, for a user that is not root', () => {
    expect(instructions.map(([word]) => word)).toEqual([
      'FROM',
      'LABEL',
      'COPY',
      'WORKDIR',
      'USER',
      'ENTRYPOINT',
      'CMD',
    ]);
    expect(only('FROM')).toMatch(/^gcr\.io\/distroless\/nodejs\d+-debian\d+:nonroot@sha256:[0-9a-f]{64}$/);
    expect(only('USER')).toBe(`${UID}:${UID}`);
    expect(JSON.parse(only('CMD'))).toEqual(['check']);
  });

  it('gets all that is copied, and nothing else goes to the builder', () => {
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').slice(1, -1);
    expect(ignored).toEqual(['*', ...sources.map((file) => `!${file}`)]);
  });

  it('checks a mounted repository, and writes nothing', () => {
    const before = listed();
    const { status, out } = run('check', '--from', '.');
    expect(status).toBe(1);
    expect(out).toContain('label-mismatch');
    expect(run('--version').out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(run('explain', 'label-mismatch').out).toContain('label-mismatch');
    expect(listed()).toEqual(before);
  });

  it('writes to /tmp, and says so where it may not write', () => {
    expect(run('demo', '--out', at('tmp/demo')).status).toBe(0);
    const { status, err } = run('demo', '--out', 'demo');
    expect(status).not.toBe(0);
    expect(err).toMatch(/^promwire: .*demo/m);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('says without a cluster what it looked for', () => {
    const { status, err } = run('check');
    expect(status).toBe(2);
    expect(err.replaceAll(/\s+/g, ' ')).toContain('No kubeconfig was found');
  });
});
