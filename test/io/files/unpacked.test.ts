import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { unpacking } from '../../../src/io/files/local-charts/unpacked.ts';
import type { Unpacked } from '../../../src/io/files/local-charts/unpacked.ts';
import type { FilePorts } from '../../../src/io/files/walk.ts';
import { treePorts } from '../../../src/io/git/tree.ts';
import { inFolder, write } from '../../commands/ask.ts';

const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path ?? '';
});

const CHART = { folder: 'main:/charts/web', release: 'web', values: [] };

/** A commit with these files; `links`: what links lead to. */
function commit(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}): Ports {
  const all = { ...files, ...links };
  const entries = Object.keys(all).map((name) => ({
    path: name,
    kind: name in links ? ('link' as const) : ('file' as const),
    oid: name,
    size: 1,
  }));
  return treePorts('main:', entries, async (oid) => await Promise.resolve(Buffer.from(all[oid] ?? '')));
}
type Ports = Pick<FilePorts, 'isFolder' | 'list' | 'read' | 'identity'>;

const FILES = {
  'charts/web/Chart.yaml': 'name: web\n',
  'charts/web/templates/a.yaml': 'kind: A\n',
  'lib/b.yaml': 'b\n',
};

/** A helm that writes down where it works, and prints all that is there. */
async function withHelm<T>(
  work: (asked: () => readonly string[]) => Promise<T>,
  script = 'cd "$3" && for file in $(find . -type f | sort); do echo "$file"; cat "$file"; done',
): Promise<T> {
  return await inFolder(async (folder) => {
    const log = join(folder, 'log');
    chmodSync(write(folder, 'bin/helm', `#!/bin/sh\necho "$3" >>'${log}'; ${script}\n`), 0o755);
    process.env['PATH'] = `${join(folder, 'bin')}${delimiter}/usr/bin${delimiter}/bin`;
    return await work(() => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []));
  });
}

const running = (made?: Unpacked, signal = new AbortController().signal) => ({
  signal,
  made,
  root: 'main:',
  onRun: () => undefined,
});

describe('a chart of a commit', () => {
  it('is given to helm in a folder of its own, which is gone afterwards, with what its links lead to', async () => {
    await withHelm(async (asked) => {
      const ports = commit(FILES, { 'charts/web/files': '../../lib' });
      const ran = await unpacking(ports, running())(CHART);
      expect(ran).toEqual({
        kind: 'ended',
        text: './Chart.yaml\nname: web\n./files/b.yaml\nb\n./templates/a.yaml\nkind: A\n',
      });
      const [folder = ''] = asked();
      expect(folder).toContain('promwire-chart-');
      expect(existsSync(dirname(folder))).toBe(false);
    });
  });

  it('is in a folder that its owner alone may look into', async () => {
    await withHelm(async () => {
      const ran = await unpacking(commit(FILES), running())(CHART);
      expect(ran).toMatchObject({ kind: 'ended', text: 'drwx------\n' });
    }, 'ls -ld "$3/.." | cut -c 1-10');
  });

  it('is rendered once where it is the same in two commits, and again with another file', async () => {
    await withHelm(async (asked) => {
      const made: Unpacked = new Map();
      for (const files of [FILES, FILES, { ...FILES, 'charts/web/values.yaml': 'a: 1\n' }])
        await unpacking(commit(files), running(made))(CHART);
      await unpacking(commit(FILES), running(made))({ ...CHART, release: 'other' });
      expect(asked()).toHaveLength(3);
    });
  });

  it.each<readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string]>([
    [
      'a link out of it',
      {},
      { 'charts/web/a': '../../../etc/passwd' },
      'a: it is a link that leads out of the repository',
    ],
    ['a link to nothing', {}, { 'charts/web/a': 'gone' }, 'a: there is no such file or folder'],
    [
      'a file of Git LFS',
      { 'charts/web/charts/a.tgz': 'version https://git-lfs.github.com/spec/v1\noid x\n' },
      {},
      'charts/a.tgz: it is a pointer of Git LFS',
    ],
  ])('is not given to helm with %s', async (_, files, links, why) => {
    await withHelm(async (asked) => {
      const ran = await unpacking(commit({ ...FILES, ...files }, links), running())(CHART);
      expect(ran).toMatchObject({ kind: 'failed' });
      expect(ran.kind === 'failed' ? ran.said : '').toContain(why);
      expect(asked()).toEqual([]);
    });
  });

  it('never leads out of its folder by the name of a file', async () => {
    await withHelm(async (asked) => {
      const ports = { ...commit(FILES), list: async () => await Promise.resolve([{ name: '..', folder: true }]) };
      expect(await unpacking(ports, running())(CHART)).toMatchObject({ kind: 'failed' });
      expect(asked()).toEqual([]);
    });
  });

  it('leaves nothing when it is interrupted', async () => {
    await withHelm(async (asked) => {
      const stop = new AbortController();
      const ran = unpacking(commit(FILES), running(undefined, stop.signal))(CHART);
      while (asked().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const [folder = ''] = asked();
      expect(statSync(folder).isDirectory()).toBe(true);
      stop.abort(new Error('stop'));
      await expect(ran).rejects.toThrow('stop');
      expect(existsSync(dirname(folder))).toBe(false);
    }, 'sleep 60');
  });

  it('names the folder of the commit, and not that of the copy, in what helm says', async () => {
    await withHelm(async () => {
      const ran = await unpacking(commit(FILES), running())(CHART);
      expect(ran).toEqual({ kind: 'failed', said: 'main:/charts/web/Chart.yaml is bad' });
    }, 'echo "$3/Chart.yaml is bad" >&2; exit 1');
  });
});
