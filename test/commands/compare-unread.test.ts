/** Compared sides of which a part cannot be read: what was there, or is, is not known, and never removed or fine. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { inFolder, run } from './ask.ts';
import type { Answer } from './ask.ts';
import { BASE } from './pull-requests.ts';
import type { Files } from './pull-requests.ts';

const BROKEN = 'apiVersion: v1\nkind: ServiceMonitor\nmetadata: {name: web\n  x: [\n';
const RIGHT = BROKEN.replace('v1', 'monitoring.coreos.com/v1');
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 100\n`;

function put(folder: string, files: Readonly<Record<string, string | undefined>>): void {
  for (const [file, text] of Object.entries(files)) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

const compared = async (
  was: Readonly<Record<string, string | undefined>>,
  is: Readonly<Record<string, string | undefined>>,
): Promise<Answer> =>
  await inFolder(async (folder) => {
    put(join(folder, 'before'), { ...BASE, ...was });
    put(join(folder, 'after'), { ...BASE, ...is });
    return await run(['compare', join(folder, 'before'), join(folder, 'after')]);
  });

const MONITOR = 'shop/monitor.yaml';
const renamed: Readonly<Record<string, string | undefined>> = { [MONITOR]: undefined, 'shop/other.yaml': RIGHT };

describe('promwire compare of what cannot be read', () => {
  it.each([
    ['no YAML', { [MONITOR]: RIGHT }],
    ['no YAML, of a kind that is none', { [MONITOR]: BROKEN }],
    ['nothing that looks like an object', { [MONITOR]: 'a: [\n' }],
    ['a pointer of Git LFS', { [MONITOR]: POINTER }],
    ['another file, and no YAML', renamed],
    ['no YAML, and what takes it is there', { 'monitoring/stack.yaml': RIGHT.replace('ServiceMonitor', 'Prometheus') }],
    ['no YAML, and it holds the Service', { 'shop/app.yaml': BROKEN.replace('ServiceMonitor', 'Service') }],
  ] as const)('does not know in HEAD what became of a file that is now %s', async (_, change) => {
    const { code, out } = await compared({}, change);
    expect(out).not.toMatch(/^lost|was removed/m);
    expect(out).toMatch(/^unknown/m);
    expect(code).toBe(3);
  });

  it.each([
    ['no YAML', RIGHT],
    ['nothing that looks like an object', 'a: [\n'],
    ['a pointer of Git LFS', POINTER],
  ])('does not know what BASE had in a file that was %s', async (_, text) => {
    const { code, out } = await compared({ [MONITOR]: text }, {});
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/What BASE had in \S*before\/shop\/monitor.yaml is not known/);
    expect(code).toBe(3);
    expect((await compared({ [MONITOR]: text }, { [MONITOR]: text })).code).toBe(0);
  });

  it('does not know whether a file that its kustomization no longer lists is applied', async () => {
    const listed = (...files: readonly string[]): Files => ({
      'shop/kustomization.yaml': `resources: [${files.join(', ')}]\n`,
    });
    const { code, out } = await compared(listed('app.yaml', 'monitor.yaml'), listed('app.yaml'));
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'shop/kustomization.yaml no longer lists shop/monitor.yaml, so whether ServiceMonitor shop/web, PodMonitor',
    );
    expect(code).toBe(3);
    expect((await compared(listed('app.yaml'), listed('monitor.yaml', 'app.yaml'))).code).toBe(0);
    const root = (...files: readonly string[]): Files => ({
      ...listed('app.yaml', 'monitor.yaml'),
      'kustomization.yaml': `resources: [${files.join(', ')}]\n`,
    });
    expect((await compared(root('shop', 'store/store.yaml'), root('store/store.yaml'))).code).toBe(3);
  });

  it('reads a file as a side as it reads a folder', async () => {
    await inFolder(async (folder) => {
      const whole = Object.values(BASE).join('---\n');
      put(folder, {
        'before.yaml': whole,
        'after.yaml': whole.replace(/^kind: ServiceMonitor$/m, 'kind: ServiceMonitor\n{{'),
      });
      const { code, out } = await run(['compare', join(folder, 'before.yaml'), join(folder, 'after.yaml')]);
      expect(out).not.toMatch(/^lost|was removed/m);
      expect(code).toBe(3);
    });
  });

  it('takes a submodule in place of a folder for what it is, and a captured file however it is spelled', async () => {
    await inFolder(async (folder) => {
      const git = (...words: readonly string[]): string =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
          encoding: 'utf8',
          cwd: folder,
        });
      const home = process.cwd();
      const captured: Files = { 'clusters/captured.yaml': Object.values(BASE).join('---\n') };
      put(folder, captured);
      git('init', '--quiet', '--initial-branch', 'main');
      git('add', '--all');
      git('commit', '--quiet', '--message', 'base');
      process.chdir(folder);
      try {
        for (const path of [
          'clusters/captured.yaml',
          './clusters/captured.yaml',
          join(folder, 'clusters/captured.yaml'),
        ])
          expect((await run(['compare', 'HEAD', '--captured', path])).out).toContain('loses nothing');
        git('rm', '-r', '--quiet', '--cached', 'clusters');
        git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'HEAD').trim()},clusters`);
        git('commit', '--quiet', '--message', 'a submodule');
        for (const argv of [['HEAD~1', 'HEAD'], ['HEAD~1']]) {
          const { code, out } = await run(['compare', ...argv]);
          expect(out).not.toMatch(/^lost|was removed/m);
          expect(out).toContain('is a submodule');
          expect(code).toBe(3);
        }
      } finally {
        process.chdir(home);
      }
    });
  });
});
