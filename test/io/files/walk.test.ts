import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFiles } from '../../../src/io/files/index.ts';
import { diskPorts, findSources } from '../../../src/io/files/walk.ts';
import { readSmallNow } from '../../../src/io/read-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'promwire-walk-')));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const at = (...parts: readonly string[]): string => join(folder, ...parts);
const service = (name: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\n`;
const pipe = (path: string): void => {
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
};

/** What was read of paths, and what was refused, without the folder. */
const read = async (...paths: readonly string[]) => {
  const snapshot = await readFiles(paths, diskPorts);
  return {
    names: snapshot.objects.map(({ metadata }) => metadata.name),
    refused: snapshot.gaps.map(({ sentence = '' }) => sentence.replace(`${folder}/`, '')),
    notes: snapshot.notes,
  };
};

describe('folders', () => {
  it('are looked into once, whichever links lead there', async () => {
    await mkdir(at('a'));
    await mkdir(at('b'));
    await symlink(at('b'), at('a', 'x'));
    await symlink(at('a'), at('b', 'y'));
    await symlink('..', at('b', 'z'));
    await writeFile(at('a', 'one.yaml'), service('one'));
    await writeFile(at('b', 'two.yaml'), service('two'));
    expect(await read(folder)).toEqual({ names: ['one', 'two'], refused: [], notes: [] });
    expect(await read(at('b'), folder, at('b'))).toMatchObject({ names: ['two', 'one'], notes: [] });
  });

  it.each([
    ['Chainsaw', 'chainsaw-test.yaml', ['kept']],
    ['kuttl', '00-assert.yaml', ['kept', 'other']],
  ])('with steps of tests of %s are left out, unless they are given themselves', async (_tool, mark, names) => {
    await mkdir(at('a', 'web'), { recursive: true });
    await writeFile(at('a', 'kept.yaml'), service('kept'));
    await writeFile(at('a', 'web', mark), 'kind: Test\n');
    await writeFile(at('a', 'web', '00-install.yaml'), service('web'));
    await writeFile(at('a', 'web', 'other.yaml'), service('other'));
    const note = `steps of tests (Chainsaw, kuttl) in 1 folder are left out: ${at('a', 'web')}; to read one give it to --from itself`;
    const found = await read(at('a'));
    expect([...found.names].toSorted()).toEqual(names);
    expect(found.notes[0]).toBe(note);
    expect((await read(at('a', 'web'))).names).toContain('web');
  });

  it('have one name, however they are given', async () => {
    const name = async (path: string): Promise<unknown> =>
      (
        await findSources([path], {
          ...diskPorts,
          isFolder: () => Promise.resolve(true),
          list: () => Promise.resolve([{ name: 'a.yaml', folder: false }]),
          identity: () => Promise.resolve('/x'),
        })
      ).sources.map(({ path: each }) => each);
    const names = await Promise.all(['.', './', './/', 'd', './d', 'd/', 'd//', './/d//'].map(name));
    expect(names.flat().join(' ')).toBe(`${'a.yaml '.repeat(3)}${'d/a.yaml '.repeat(5)}`.trim());
  });

  it('outside of those given are not entered by links, which are named', async () => {
    await mkdir(at('a'));
    await mkdir(at('ab'));
    await symlink('/', at('a', 'root'));
    await symlink('../ab', at('a', 'side'));
    await symlink('..', at('a', 'up'));
    await symlink('../ab/two.yaml', at('a', 'two.yaml'));
    await writeFile(at('a', 'one.yaml'), service('one'));
    await writeFile(at('ab', 'two.yaml'), service('two'));
    await writeFile(at('ab', 'three.yaml'), service('three'));
    const { names, refused, notes } = await read(at('a'));
    expect({ names, refused }).toEqual({ names: ['one', 'two'], refused: [] });
    const links = `${at('a', 'root')} -> /, ${at('a', 'side')} -> ${at('ab')}, ${at('a', 'up')} -> ${folder}`;
    expect(notes).toEqual([
      `links that lead out of the folders given are not followed: ${links}; give the target to --from too`,
    ]);
    expect((await read(at('a'), at('ab'))).names).toEqual(['one', 'three', 'two']);
  });

  it('that may not be read silence nothing else', async () => {
    await mkdir(at('closed'));
    await writeFile(at('open.yaml'), service('open'));
    const list: typeof diskPorts.list = async (path) => {
      if (path.endsWith('closed')) throw Object.assign(new Error('no'), { code: 'EACCES' });
      return await diskPorts.list(path);
    };
    const snapshot = await readFiles([folder], { ...diskPorts, list });
    expect(snapshot.objects.map(({ metadata }) => metadata.name)).toEqual(['open']);
    expect(snapshot.gaps).toMatchObject([{ reason: 'invalid', sentence: `${at('closed')}: it may not be read` }]);
  });
});

describe('what is no file', () => {
  it('is refused by name among others, and never waited for', async () => {
    pipe(at('pipe.yaml'));
    await symlink('/dev/zero', at('zero.yaml'));
    await symlink('loop.yaml', at('loop.yaml'));
    await writeFile(at('huge.yaml'), '');
    await truncate(at('huge.yaml'), 300 * 1024 * 1024);
    await writeFile(at('web.yaml'), service('web'));
    const server = createServer().listen(at('socket.yaml'));
    try {
      expect(await read(folder)).toEqual({
        names: ['web'],
        refused: [
          'huge.yaml: it is larger than 256 MiB',
          'loop.yaml: it is a loop of symbolic links',
          'pipe.yaml: it is a named pipe, not a file',
          'socket.yaml: it could not be read (ENXIO)',
          'zero.yaml: it is a device, not a file',
        ],
        notes: [],
      });
    } finally {
      server.close();
    }
  });

  it('is refused where it is named', async () => {
    pipe(at('pipe'));
    expect(await read(at('pipe'))).toMatchObject({ refused: ['pipe: it is a named pipe, not a file'] });
    expect(await read('/dev/zero')).toMatchObject({ refused: ['/dev/zero: it is a device, not a file'] });
    expect(() => readSmallNow(at('pipe'))).toThrow('it is a named pipe, not a file');
    expect(() => readSmallNow('/dev/zero')).toThrow('it is a device, not a file');
  });
});
