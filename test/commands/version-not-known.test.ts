import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import { endpoints, kube, mayDiscover, namespace, operator, pod, prometheus, service, workload } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';
import { onCluster } from './cluster.ts';

/* Kuberhealthy of an image without a version, where the CRDs may not be listed: every command says the same. */

const home = 'kuberhealthy';
const labels = { app: 'kuberhealthy' };
const digest = `registry.example/kuberhealthy@sha256:${'0'.repeat(64)}`;
const around: readonly KubeObject[] = [
  ...['monitoring', home].map((name) => namespace(name)),
  prometheus('monitoring/k8s'),
  operator(),
  ...mayDiscover,
  service(`${home}/kuberhealthy`, { selector: labels }, { labels }),
  endpoints(`${home}/kuberhealthy`, [['10.0.0.1', `${home}/k-1`]], {}, { labels }),
  pod(`${home}/k-1`, '10.0.0.1', { meta: { labels } }),
];
const world = [...around, workload(`${home}/kuberhealthy`, digest, labels)];
const check3 = kube({
  apiVersion: 'kuberhealthy.github.io/v2',
  kind: 'HealthCheck',
  metadata: { namespace: home, name: 'dns' },
});
const crd = (name: string): KubeObject =>
  kube({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name } });

const CRDS = 'list /customresourcedefinitions';
const noCrds = (asked: string): boolean => asked !== CRDS;
const nothingOfIt = (asked: string): boolean => ![CRDS, 'list /healthchecks', 'list /khchecks'].includes(asked);
const ask = async (objects: readonly KubeObject[], argv: readonly string[], may = nothingOfIt): Promise<Answer> =>
  await onCluster(objects, argv, may);

const PROPOSING: readonly (readonly string[])[] = [
  ['setup', '--dry-run', '--timeout', '1s'],
  ['generate'],
  ['diff'],
  ['verify', '--timeout', '1s'],
  ['dashboard', 'preview'],
];
const oneLine = ({ out, err }: Answer): string => `${out}${err}`.replace(/\s+/g, ' ');

describe('a version that nothing tells', () => {
  it('is unknown to check, which says what opens it', async () => {
    const answer = await ask(world, ['check', 'kuberhealthy']);
    expect(answer.code).toBe(3);
    const text = oneLine(answer);
    expect(text).toContain(
      `Kuberhealthy runs in kuberhealthy, but its version is not known: the image ${digest} does not name it, and its CRDs could not be seen (Not allowed to list customresourcedefinitions`,
    );
    expect(text).toContain('take --variant v3 or --variant v2, or ask for the right to list customresourcedefinitions');
    // What does not depend on the version is said all the same.
    expect(text).toContain('monitor-missing');
    expect(text).not.toMatch(/does not run|Install it first/);
    // What is printed fits its schema.
    const { code, out } = await ask(world, ['check', 'kuberhealthy', '-o', 'json']);
    expect([code, JSON.parse(out)]).toMatchObject([3, { findings: [{ evidence: { variant: null } }] }]);
  });

  it.each(PROPOSING)('ends %s with the same words', async (...argv) => {
    const answer = await ask(world, argv);
    expect(answer.code).toBe(3);
    const text = oneLine(answer);
    expect(text).toContain('Kuberhealthy runs in kuberhealthy, but its version is not known');
    expect(text).toContain('Say which it is with --variant v3 or --variant v2, or ask for the right to list');
  });

  it.each(PROPOSING)('is decided for %s by --variant', async (...argv) => {
    const answers = await Promise.all(['v2', 'v3'].map(async (id) => await ask(world, [...argv, '--variant', id])));
    for (const answer of answers) expect(oneLine(answer)).not.toContain('version is not known');
    if (argv[0] === 'setup')
      expect(answers.map(({ out }) => out.split('\n')[0])).toEqual([
        'Kuberhealthy 2 in namespace kuberhealthy',
        'Kuberhealthy 3 in namespace kuberhealthy',
      ]);
  });

  it('is said for both CRDs without a right to ask for', async () => {
    const both = [...world, crd('khchecks.comcast.github.io'), crd('healthchecks.kuberhealthy.github.io')];
    const { code, err } = await ask(both, ['diff'], () => true);
    expect(code).toBe(3);
    expect(err).toContain('the API has the kinds of Kuberhealthy 3 and Kuberhealthy 2\n');
    expect(err).toContain('Say which it is with --variant v3 or --variant v2.\n');
  });

  it('is said of files, with what to give', async () => {
    await inFolder(async (folder) => {
      const file = write(folder, 'world.yaml', yamlOf(world));
      const [checked, generated] = [
        await run(['check', 'kuberhealthy', '--from', file]),
        await run(['generate', '--from', file]),
      ];
      for (const answer of [checked, generated]) {
        expect(answer.code).toBe(3);
        expect(oneLine(answer)).toContain('none of its CRDs or own objects is among the files');
        expect(oneLine(answer)).toContain('or give the file with its CRDs to --from too');
      }
      const { code, out } = await run(['generate', '--from', file, '--variant', 'v2']);
      expect(code).toBe(0);
      expect(out).toContain('kuberhealthy_job');
    });
  });
});

describe('a version that a list tells', () => {
  it.each(PROPOSING)('is known to %s', async (...argv) => {
    const answer = await ask([...world, check3], argv, noCrds);
    expect(oneLine(answer)).not.toContain('version is not known');
  });

  it('is known to check', async () => {
    const answer = await ask([...world, check3], ['check', 'kuberhealthy'], noCrds);
    expect(oneLine(answer)).not.toContain('version is not known');
    expect(oneLine(answer)).toContain('Kuberhealthy 3 runs in kuberhealthy, and no ServiceMonitor');
  });

  it('is asked for by a check of one namespace too', async () => {
    const { asked } = await onCluster([...world, check3], ['check', '-n', home], noCrds);
    expect(asked).toContain('list /healthchecks');
    // Where the CRDs may be listed, nothing is asked that is not there.
    const all = await onCluster([...around, workload(`${home}/k`, digest, labels)], ['check', '-n', home]);
    expect(all.asked.filter((each) => each.endsWith('checks'))).toEqual([]);
  });
});

describe('a tag', () => {
  it('of version 2 counts more than the CRDs of version 3 among files', async () => {
    await inFolder(async (folder) => {
      const old = [...around, workload(`${home}/k`, 'r.example/kuberhealthy:v2.7.1', labels)];
      const file = write(folder, 'world.yaml', yamlOf([...old, crd('healthchecks.kuberhealthy.github.io')]));
      const { out } = await run(['check', 'kuberhealthy', '--from', file]);
      expect(out).toContain('Kuberhealthy 2 runs in kuberhealthy');
    });
  });
});
