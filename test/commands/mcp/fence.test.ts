import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { newPlans } from '../../../src/commands/mcp/plans.ts';
import { fenced, isBeyond } from '../../../src/io/fence.ts';
import { leadsBeyond } from '../../../src/io/files/kustomize/beyond.ts';
import { kustomizeBuild } from '../../../src/io/files/kustomize/build.ts';
import { namespace, prometheus, service, serviceMonitor } from '../../worlds.ts';
import { changeable } from '../changeable.ts';
import { inFolder, write, yamlOf } from '../ask.ts';
import { kubeconfig, standIn } from '../../io/kube/api-stand-in.ts';
import { served } from './served.ts';

/** What a repository names itself leads nowhere else, and a proposal is of the cluster that it was made for. */

const stack = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'prometheus' } } });
const WORLD = yamlOf([stack, service('shop/web'), serviceMonitor('shop/web')]);
const HIDDEN = yamlOf([serviceMonitor('shop/of-another')]);

describe('a repository', () => {
  it('leads nowhere by links in its folders', async () => {
    await inFolder(async (outer) => {
      write(outer, 'outside.yaml', HIDDEN);
      const folder = join(outer, 'inside');
      write(folder, 'deploy/world.yaml', WORLD);
      symlinkSync(join(outer, 'outside.yaml'), join(folder, 'deploy/link.yaml'));
      symlinkSync('world.yaml', join(folder, 'deploy/again.yaml'));
      await served(folder, async ({ call }) => {
        for (const tool of ['check', 'propose_fix'])
          expect(JSON.stringify(await call(tool, { from: ['deploy'] }))).not.toContain('of-another');
        const { text, structuredContent } = await call('check', { from: ['deploy'] });
        expect(text).toContain('outcome: unknown');
        expect(JSON.stringify(structuredContent)).toContain('leads out of the folders that may be read');
        expect(JSON.stringify(structuredContent)).not.toContain('again.yaml: ');
      });
    });
  });

  it('leads nowhere by the folders that its kustomizations build from', async () => {
    await inFolder(async (outer) => {
      write(outer, 'private/kustomization.yaml', 'resources: [m.yaml]\n');
      write(outer, 'private/m.yaml', HIDDEN);
      const folder = realpathSync(outer);
      const repository = join(folder, 'repository');
      mkdirSync(join(repository, '.git'), { recursive: true });
      const kustomization = (at: string, text: string): string => {
        write(repository, `${at}/kustomization.yaml`, text);
        return join(repository, at);
      };
      const beyond = async (at: string): Promise<boolean> =>
        await fenced([join(repository, 'apps')], async () => await leadsBeyond(at));
      const base = kustomization('base', 'namePrefix: a-\n');
      const well = kustomization('apps/well', 'resources: [../../base, ../well]\n');
      const out = kustomization('apps/out', 'resources: [../../../private]\n');
      const twice = kustomization('apps/twice', 'components: [../well, ../out]\n');
      const broken = kustomization('apps/broken', 'resources: [\n  *x\n');
      symlinkSync(join(folder, 'private'), join(repository, 'apps/link'));
      const link = kustomization('apps/by-link', 'resources: [../link]\n');
      expect(await Promise.all([base, well, out, twice, broken, link].map(beyond))).toEqual([
        ...[false, false, true, true, true, true],
      ]);
      expect(await leadsBeyond(out)).toBe(false);
      expect(await fenced([repository], async () => await kustomizeBuild(out))).toBeUndefined();
    });
  });

  it('is followed above a folder of it, but not by a link', async () => {
    await inFolder(async (outer) => {
      const folder = realpathSync(outer);
      mkdirSync(join(folder, '.git'));
      const values = write(folder, 'values.yaml', 'a: 1\n');
      mkdirSync(join(folder, 'apps'));
      symlinkSync(values, join(folder, 'apps/link.yaml'));
      const beyond = await fenced(
        [join(folder, 'apps')],
        async () => await Promise.resolve([values, join(folder, 'apps/link.yaml'), '/etc/hosts'].map(isBeyond)),
      );
      expect(beyond).toEqual([false, true, true]);
      expect(isBeyond('/etc/hosts')).toBe(false);
    });
  });

  it('has kustomize fetch no other repository of the disk', async () => {
    await inFolder(async (outer) => {
      const said = join(outer, 'said');
      const program = write(outer, 'bin/kustomize', `#!/bin/sh\nprintf %s "$GIT_ALLOW_PROTOCOL" > '${said}'\n`);
      spawnSync('chmod', ['+x', program]);
      const { PATH = '' } = process.env;
      process.env['PATH'] = `${join(outer, 'bin')}:${PATH}`;
      try {
        await kustomizeBuild(outer);
      } finally {
        process.env['PATH'] = PATH;
      }
      expect(readFileSync(said, 'utf8')).toBe('none');
    });
  });
});

describe('a proposal', () => {
  it('is not applied to another cluster that is in use by then', async () => {
    const objects = [namespace('shop'), namespace('monitoring'), stack, serviceMonitor('shop/web')];
    const [staging, production] = [changeable(objects), changeable(objects)];
    const servers = [await standIn(staging.answer), await standIn(production.answer)] as const;
    try {
      await inFolder(async (folder) => {
        const use = (port: number): string => write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${port}`));
        await served(
          folder,
          async ({ call }) => {
            const { structuredContent } = await call('propose_fix', {
              subject: ['servicemonitor/web'],
              namespace: 'shop',
            });
            const { plan } = structuredContent as { readonly plan: string };
            use(servers[1].port);
            const { text, isError } = await call('apply_fix', { plan });
            expect([production.writes, staging.writes]).toEqual([[], []]);
            expect({ text, isError }).toEqual({
              text: expect.stringContaining('not what was proposed, so nothing was written'),
              isError: true,
            });
            use(servers[0].port);
            expect((await call('apply_fix', { plan })).structuredContent).toMatchObject({ written: true });
          },
          { argv: ['--kubeconfig', use(servers[0].port), '--allow-write'] },
        );
      });
    } finally {
      for (const server of servers) await server.stop();
    }
  });

  it('is applied by one of two calls', () => {
    const plans = newPlans();
    const plan = plans.keep({}, ['a'], 'here');
    if (!plan) throw new Error('no plan');
    plans.take(plan, ['a'], 'here');
    expect(() => plans.take(plan, ['a'], 'here')).toThrow('it is being applied by another call');
    expect(() => plans.named(plan.id)).toThrow('no change with this id');
    plans.giveBack(plan);
    expect(() => plans.take(plan, ['a'], 'there')).toThrow('not what was proposed');
    plans.take(plan, ['a'], 'here');
  });
});
