import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { healthy } from '../worlds.ts';
import { write } from './ask.ts';
import { clusterOf } from './cluster.ts';
import { onClusters } from './clusters.ts';
import type { ManyAnswer, OneContext } from './clusters.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const FINE: OneContext = { answer: clusterOf(healthy()) };
const GONE: OneContext = { server: 'http://127.0.0.1:1' };

interface Written extends ManyAnswer {
  readonly files: Readonly<Record<string, string>>;
}

/** What is in the folder out afterwards; `before`: files that are there before. */
async function written(
  contexts: Readonly<Record<string, OneContext>>,
  argv: (folder: string) => readonly string[],
  before: Readonly<Record<string, string>> = {},
): Promise<Written> {
  let files: Readonly<Record<string, string>> = {};
  const answer = await onClusters(
    contexts,
    (folder) => {
      for (const [name, text] of Object.entries(before)) write(folder, `out/${name}`, text);
      return ['snapshot', '--out', join(folder, 'out'), ...argv(folder)];
    },
    undefined,
    (folder) => {
      const names = readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' });
      files = Object.fromEntries(
        names
          .filter((name) => name.endsWith('.yaml'))
          .map((name) => [name, readFileSync(join(folder, 'out', name), 'utf8')]),
      );
    },
  );
  return { ...answer, files };
}

describe('snapshot of several contexts', () => {
  it('writes a file for each that is read, and leaves those of others as they are', async () => {
    const contexts = { a: FINE, gone: GONE, b: FINE, 'admin@a': { sameAs: 'a' } };
    const { code, out, err, files } = await written(contexts, () => ['--all-contexts'], { 'gone.yaml': 'kept' });
    expect(Object.keys(files).toSorted()).toEqual(['a.yaml', 'b.yaml', 'gone.yaml']);
    expect(files['gone.yaml']).toBe('kept');
    expect(files['a.yaml']).toContain('kind: ServiceMonitor');
    expect(out).toBe('out/a.yaml\nout/b.yaml\n');
    expect(flat(err)).toContain(
      'promwire: gone was not read: The API server http://127.0.0.1:1 of context "gone" could not be reached',
    );
    expect(flat(err)).toContain('note: a was read once, for admin@a too');
    expect(code).toBe(3);
  });

  it('gives each name a file of its own, and none outside of the folder', async () => {
    const names = ['../../etc/x', 'x/y', 'x-y', 'X-Y', '...', 'arn:aws:eks:eu:1:cluster/prod', 'con\u202etxt'];
    const { code, files } = await written(Object.fromEntries(names.map((name) => [name, FINE])), () => [
      '--all-contexts',
    ]);
    expect(code).toBe(0);
    expect(Object.keys(files)).toHaveLength(names.length);
    for (const file of Object.keys(files)) expect(file).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*-[0-9a-f]{8}\.yaml$/);
  });

  it('captures clusters of promwire.yaml for Git, each by its context in a folder of its own', async () => {
    const clusters = [
      { name: 'prod', context: 'b', sources: [{ path: 'apps' }] },
      { name: 'test', context: 'a' },
      { name: 'none', sources: [{ path: 'apps' }] },
    ];
    const { code, files, err, asked } = await written({ current: FINE, a: FINE, b: FINE }, (folder) => {
      write(folder, 'apps/a.yaml', stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }));
      const file = { apiVersion: 'promwire.dev/v1alpha1', kind: 'Config', clusters };
      return ['--for-git', '--all-clusters', '--config', write(folder, 'promwire.yaml', stringify(file))];
    });
    expect(Object.keys(files).toSorted()).toEqual([join('prod', 'captured.yaml'), join('test', 'captured.yaml')]);
    expect(flat(err)).toContain('none was not read: cluster none of promwire.yaml has no context');
    expect(asked['current']).toEqual([]);
    expect(code).toBe(2);
  });

  it('needs a folder, and writes nothing where it is interrupted', async () => {
    const { code, err } = await onClusters({ a: FINE, b: FINE }, ['snapshot', '--all-contexts']);
    expect([code, flat(err)]).toEqual([
      2,
      expect.stringContaining('several clusters are several files, and --out names no folder'),
    ]);
    const stop = new AbortController();
    const last: OneContext = {
      answer: () => {
        stop.abort();
        return { silent: true };
      },
    };
    const silent: OneContext = { answer: () => ({ silent: true }) };
    let there: readonly string[] = [];
    const contexts = { a: FINE, b: silent, c: silent, d: silent, last };
    const cut = await onClusters(
      contexts,
      (folder) => ['snapshot', '--all-contexts', '--out', join(folder, 'out')],
      stop.signal,
      (folder) => (there = readdirSync(folder)),
    );
    expect(there).not.toContain('out');
    expect([cut.code, flat(cut.err)]).toEqual([130, expect.stringContaining('interrupted: nothing was written')]);
  });
});
