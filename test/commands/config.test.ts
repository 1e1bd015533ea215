import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { withExcuses } from '../../src/app/config/excused.ts';
import { findUpward } from '../../src/io/files/repository.ts';
import { report } from '../../src/judge/report.ts';
import { clusterChecks } from '../../src/registry.ts';
import { analysis, namespace, operator, prometheus, service, serviceMonitor } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const selecting = prometheus('monitoring/k8s', {
  serviceMonitorNamespaceSelector: {},
  serviceMonitorSelector: { matchLabels: { release: 'kps' } },
});
const captured = [namespace('shop'), namespace('monitoring'), operator(), selecting];
const web = (labels: Readonly<Record<string, string>> = {}): string =>
  yamlOf([service('shop/web', {}, { labels: { app: 'web' } }), serviceMonitor('shop/web', {}, { labels })]);
const KNOWN = { release: 'kps' };

interface Given {
  readonly apps?: string;
  readonly expect?: object;
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly clusters?: readonly object[];
}

/** `promwire check` of a repository with a promwire.yaml; paths in the answer are those in the repository. */
async function checked({ apps = web(), expect: wanted, argv = [], env, clusters }: Given): Promise<Answer> {
  return await inFolder(async (folder) => {
    write(folder, 'apps/web.yaml', apps);
    write(folder, 'captured.yaml', yamlOf(captured));
    const one = {
      name: 'prod',
      captured: ['captured.yaml'],
      sources: [{ path: 'apps' }],
      ...(wanted ? { expect: wanted } : {}),
    };
    const file = { apiVersion: 'promwire.dev/v1alpha1', kind: 'Config', clusters: clusters ?? [one] };
    const config = write(folder, 'promwire.yaml', stringify(file));
    const given = argv.map((word) => word.replace('CONFIG', config));
    const said = await run(
      ['check', ...given],
      undefined,
      undefined,
      env && { PROMWIRE_CONFIG: env['CONFIG'] ?? config },
    );
    const here = (text: string): string => text.replaceAll(`${folder}/`, '');
    return { ...said, out: here(said.out), err: here(said.err) };
  });
}

const BY_FLAG = ['--config', 'CONFIG'];
const MONITOR = { kind: 'ServiceMonitor', namespace: 'shop', name: 'web' };
const excuse = (until: string, check = 'label-mismatch'): object => ({
  check,
  ...MONITOR,
  reason: 'in January',
  until,
});

describe('check with a promwire.yaml', () => {
  it('judges the sources of the cluster with what was captured of it, and says so', async () => {
    const { code, out, err } = await checked({ argv: BY_FLAG });
    expect(code).toBe(1);
    expect(out).toContain('label-mismatch');
    expect(flat(err)).toContain(
      'note: cluster prod of promwire.yaml is checked by files, not the live cluster: apps, captured.yaml (--no-config: without it)',
    );
  });

  it('is no manifest itself', async () => {
    const one = { name: 'prod', sources: [{ path: '.' }] };
    const { code, err } = await checked({ apps: web(KNOWN), clusters: [one], argv: BY_FLAG });
    expect([code, err]).toEqual([0, expect.not.stringContaining('left out')]);
  });

  it('is named by the environment too, where no flag names another', async () => {
    expect((await checked({ env: {}, argv: [] })).out).toContain('label-mismatch');
    const empty = await checked({ env: { CONFIG: '' }, argv: ['--cluster', 'prod'] });
    expect([empty.code, flat(empty.err)]).toEqual([
      2,
      expect.stringContaining('--cluster prod: no promwire.yaml is here'),
    ]);
  });

  it('is found from the working directory up to the root of the repository, and no further', async () => {
    await inFolder(async (folder) => {
      const found = async (from: string): Promise<string | undefined> => {
        const path = await findUpward('promwire.yaml', join(folder, from));
        return path && resolve(path).slice(folder.length);
      };
      write(folder, 'promwire.yaml', '');
      write(folder, 'a/.git', 'gitdir: elsewhere');
      write(folder, 'a/b/c.yaml', '');
      expect(await found('a/b')).toBeUndefined();
      write(folder, 'a/promwire.yaml', '');
      expect(await found('a/b')).toBe('/a/promwire.yaml');
      write(folder, 'a/b/promwire.yaml', '');
      expect(await found('a/b')).toBe('/a/b/promwire.yaml');
      // Without a repository only the working directory counts: what is above may be another user's.
      write(folder, 'd/e.yaml', '');
      expect(await found('d')).toBeUndefined();
      expect(await found('.')).toBe('/promwire.yaml');
    });
  });

  it.each([
    [['--from', 'x', '--cluster', 'prod'], '--cluster with --from: one or the other says what is read'],
    [['--no-config', ...BY_FLAG], '--config with --no-config: one or the other says what is read'],
    [[...BY_FLAG, '--cluster', 'prd'], '--cluster prd: promwire.yaml has no such cluster Did you mean prod?'],
  ])('is refused with what contradicts it: %j', async (argv, said) => {
    const { code, err } = await checked({ argv });
    expect([code, flat(err)]).toEqual([2, expect.stringContaining(said)]);
  });

  it('gives way to a flag that names the cluster itself', async () => {
    const { code, err } = await checked({ env: {}, argv: ['--kubeconfig', '/nonexistent'] });
    expect(code).toBe(2);
    expect(err).toContain('/nonexistent');
    expect(err).not.toContain('note: cluster');
  });

  it('asks the cluster of a context where nothing is to be read', async () => {
    const { code, err } = await checked({
      clusters: [{ name: 'prod', context: 'nobody' }],
      argv: BY_FLAG,
      env: { KUBECONFIG: '/nonexistent' },
    });
    expect([code, flat(err)]).toEqual([
      expect.any(Number),
      expect.stringContaining('cluster prod of promwire.yaml is checked by the live cluster of context nobody'),
    ]);
    expect(code).not.toBe(0);
  });
});

describe('what promwire.yaml expects', () => {
  it('is an error where an object that must be taken is not, and no word where it is', async () => {
    const wanted = { expect: { taken: [MONITOR] }, argv: BY_FLAG };
    const told = 'ServiceMonitor shop/web must be taken (promwire.yaml:11), and nothing takes it.';
    const bad = await checked(wanted);
    expect([bad.code, flat(bad.out)]).toEqual([1, expect.stringContaining(told)]);
    // What keeps it out is the error, and what follows is told with it.
    expect(flat(bad.out)).toMatch(/error label-mismatch .* 1 error, 0 warnings/);
    expect(bad.out).not.toContain('expected-not-taken');
    const excuse = { check: 'label-mismatch', ...MONITOR, reason: 'later', until: '2999-01-01' };
    const excused = await checked({ ...wanted, expect: { taken: [MONITOR], excused: [excuse] } });
    expect([excused.code, flat(excused.out)]).toEqual([
      1,
      expect.stringMatching(/error expected-not-taken .*: label-mismatch/),
    ]);
    const good = await checked({ ...wanted, apps: web(KNOWN) });
    expect([good.code, good.out.includes('must be taken')]).toEqual([0, false]);
  });

  it('is an error at its line in promwire.yaml where the object is gone', async () => {
    const { code, out } = await checked({
      apps: web(KNOWN),
      expect: { taken: [{ ...MONITOR, name: 'api' }] },
      argv: [...BY_FLAG, '-o', 'github'],
    });
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/^::error file=promwire.yaml,line=11,col=\d+,title=expected-not-taken/m),
    ]);
  });

  it('is unknown where a chart that is not rendered may bring the object', async () => {
    const release = {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'api', namespace: 'shop' },
      spec: { chart: { spec: { chart: 'api', sourceRef: { kind: 'HelmRepository', name: 'x' } } } },
    };
    const { code, out } = await checked({
      apps: `${web(KNOWN)}---\n${stringify(release)}`,
      expect: { taken: [{ ...MONITOR, name: 'api' }] },
      argv: BY_FLAG,
    });
    expect([code, flat(out)]).toEqual([
      3,
      expect.stringContaining('whether it is cannot be told: HelmRelease shop/api'),
    ]);
  });

  it('is asked in its namespace, and in no other', async () => {
    const wanted = { taken: [{ ...MONITOR, name: 'api' }] };
    const inShop = await checked({ apps: web(KNOWN), expect: wanted, argv: ['-n', 'shop', ...BY_FLAG] });
    expect([inShop.code, inShop.out]).toEqual([1, expect.stringContaining('shop/api must be taken')]);
    const elsewhere = await checked({ apps: web(KNOWN), expect: wanted, argv: ['-n', 'monitoring', ...BY_FLAG] });
    expect(elsewhere.out).not.toContain('must be taken');
  });

  it('is not asked where the question is about something else', async () => {
    const wanted = { taken: [{ ...MONITOR, name: 'api' }] };
    const { code } = await checked({
      apps: web(KNOWN),
      expect: wanted,
      argv: ['servicemonitor/web', '-n', 'shop', ...BY_FLAG],
    });
    expect(code).toBe(0);
    const skipped = await checked({
      apps: web(KNOWN),
      expect: wanted,
      argv: [...BY_FLAG, '--skip', 'expected-not-taken'],
    });
    expect(skipped.code).toBe(0);
  });
});

describe('what promwire.yaml excuses', () => {
  const found = report(analysis([selecting, operator(), serviceMonitor('shop/web')]), clusterChecks);
  const read = {
    check: 'label-mismatch',
    object: MONITOR,
    reason: 'in January',
    until: '2027-01-31',
    origin: { source: 'file', file: 'promwire.yaml', document: 1, line: 7 },
  } as const;

  it('is no finding through its last day, and back after it with what it was excused by', () => {
    const before = withExcuses(found, [read], '2027-01-31');
    expect(before.report.findings.map(({ check }) => check)).not.toContain('label-mismatch');
    expect(before.report.suppressed).toEqual([
      {
        check: 'label-mismatch',
        object: expect.objectContaining(MONITOR),
        excused: { reason: 'in January', until: '2027-01-31' },
      },
    ]);
    const after = withExcuses(found, [read], '2027-02-01');
    expect(after.report.suppressed).toEqual([]);
    expect(after.report.findings.find(({ check }) => check === 'label-mismatch')?.because.at(-1)).toBe(
      'It was excused by promwire.yaml:7 until 2027-01-31, which is over: in January',
    );
  });

  it.each([
    ['another check', { ...read, check: 'selector-null' }],
    ['another namespace', { ...read, object: { ...MONITOR, namespace: 'bank' } }],
    ['another name', { ...read, object: { ...MONITOR, name: 'api' } }],
  ])('is about that finding alone: %s', (_what, other) => {
    const { report: left, unused } = withExcuses(found, [other], '2027-01-01');
    expect([left.findings, unused]).toEqual([found.findings, [other]]);
  });

  it('is counted, and named in what machines read', async () => {
    const wanted = { expect: { excused: [excuse('9999-12-31')] }, argv: BY_FLAG };
    const text = await checked(wanted);
    expect([text.code, flat(text.out)]).toEqual([
      0,
      expect.stringContaining('0 unknown, 1 excused (until 9999-12-31)'),
    ]);
    const json = await checked({ ...wanted, argv: [...BY_FLAG, '-o', 'json'] });
    expect((parse(json.out) as { suppressed: unknown }).suppressed).toEqual([
      { check: 'label-mismatch', object: expect.any(Object), excused: { reason: 'in January', until: '9999-12-31' } },
    ]);
    const junit = await checked({ ...wanted, argv: [...BY_FLAG, '-o', 'junit'] });
    expect(junit.out).toContain('<skipped message="excused until 9999-12-31: in January"/>');
    const github = await checked({ ...wanted, argv: [...BY_FLAG, '-o', 'github'] });
    expect(github.out).toContain('1 excused by promwire.yaml');
  });

  it('is named where nothing of it is found any more', async () => {
    const { code, err } = await checked({
      apps: web(KNOWN),
      expect: { excused: [excuse('9999-12-31')] },
      argv: BY_FLAG,
    });
    expect([code, flat(err)]).toEqual([
      0,
      expect.stringContaining(
        'promwire.yaml:11: excuses label-mismatch of ServiceMonitor shop/web, which is not found: take it out',
      ),
    ]);
  });
});

describe('the schema of promwire.yaml', () => {
  it('takes the example of docs/config.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/config.md'), 'utf8');
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/Config.json'), 'utf8')) as object;
    const [, example = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    expect([validate(parse(example)), validate.errors]).toEqual([true, null]);
    expect(example).toContain('# yaml-language-server: $schema=');
  });
});
