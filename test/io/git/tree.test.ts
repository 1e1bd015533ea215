import { describe, expect, it } from '@jest/globals';
import { entriesIn, treePorts } from '../../../src/io/git/tree.ts';

const OID = 'a'.repeat(40);
const TEXTS: Readonly<Record<string, string>> = {
  file: 'a: 1',
  toFile: 'deploy/web.yaml',
  toFolder: '../deploy',
  up: '..',
  outside: '../../etc/passwd',
  absolute: '/etc/passwd',
  loop: 'loop',
  away: 'nothing',
};
const entry = (path: string, kind: 'file' | 'link' | 'submodule', oid: string) => ({ path, kind, oid, size: 1 });
const ports = treePorts(
  'main:',
  [
    entry('deploy/web.yaml', 'file', 'file'),
    entry('link.yaml', 'link', 'toFile'),
    entry('other/deploy', 'link', 'toFolder'),
    entry('other/up', 'link', 'up'),
    entry('other/outside.yaml', 'link', 'outside'),
    entry('absolute.yaml', 'link', 'absolute'),
    entry('loop', 'link', 'loop'),
    entry('away.yaml', 'link', 'away'),
    entry('vendored', 'submodule', 'x'),
  ],
  async (oid) => await Promise.resolve(Buffer.from(TEXTS[oid] ?? '')),
);

describe('the tree of a revision', () => {
  it('is listed by git with any names', () => {
    const lines = [
      `100644 blob ${OID}      12\ta\n\tb "c".yaml`,
      `120000 blob ${OID}       3\tlink`,
      `160000 commit ${OID}       -\tsub`,
    ];
    const out = lines.map((line) => `${line}\0`).join('');
    expect(entriesIn(Buffer.from(out))).toEqual([
      { path: 'a\n\tb "c".yaml', kind: 'file', oid: OID, size: 12 },
      { path: 'link', kind: 'link', oid: OID, size: 3 },
      { path: 'sub', kind: 'submodule', oid: OID, size: 0 },
    ]);
  });

  it('has its files, links within it, and folders', async () => {
    for (const path of ['main:/deploy/web.yaml', 'main:/link.yaml', 'main:/other/deploy/web.yaml'])
      expect((await ports.read(path)).toString()).toBe('a: 1');
    expect(await ports.isFolder('main:')).toBe(true);
    expect(await ports.isFolder('main:/other/deploy')).toBe(true);
    expect(await ports.identity?.('main:/other/deploy')).toBe('main:/deploy');
    expect(await ports.list('main:/other')).toEqual([
      { name: 'deploy', folder: true },
      { name: 'up', folder: true, circle: true },
      { name: 'outside.yaml', folder: false },
    ]);
  });

  it.each([
    ['a link out of it', 'main:/other/outside.yaml', 'PROMWIRE_REFUSED'],
    ['an absolute link', 'main:/absolute.yaml', 'PROMWIRE_REFUSED'],
    ['a way out of it', 'main:/../etc/passwd', 'ENOENT'],
    ['a link to nothing', 'main:/away.yaml', 'ENOENT'],
    ['a loop', 'main:/loop', 'ELOOP'],
    ['a folder', 'main:/deploy', 'EISDIR'],
    ['a submodule', 'main:/vendored', 'PROMWIRE_REFUSED'],
  ])('does not read %s', async (_, path, code) => {
    await expect(ports.read(path)).rejects.toMatchObject({ code });
  });
});
