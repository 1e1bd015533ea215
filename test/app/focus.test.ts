import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readQuestion } from '../../src/app/focus.ts';
import { questionOf, trailsOf } from '../../src/app/question.ts';
import type { CheckOptions } from '../../src/app/question.ts';
import { subjectsOf } from '../../src/app/subject.ts';
import { gapText } from '../../src/kube/gap-text.ts';
import type { Kube, KubeRequest } from '../../src/io/kube/connect/open.ts';
import { analyse } from '../../src/judge/analysis.ts';
import { report } from '../../src/judge/report.ts';
import { findResource, ALL_RESOURCES } from '../../src/io/resources.ts';
import { groupOf } from '../../src/kube/refs.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { backends, checks, clusterChecks, profiles } from '../../src/registry.ts';
import { buildWorld } from '../../src/world/world.ts';
import type { World } from '../../src/world/world.ts';
import { randomObjects } from '../random-worlds.ts';
import { seedOr } from '../seed.ts';
import {
  endpoints,
  kube,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  rawOf,
  service,
  serviceMonitor,
  slice,
  snapshot,
} from '../worlds.ts';

/* The answer of a focused reading is the answer of the full one, and it costs what the question costs. */

const PATH = /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/([^/]+)(?=\/))?\/([^/?]+)(?:\/([^/?]+))?(?:\?(.*))?$/;

const CRDS = ALL_RESOURCES.filter(
  ({ group }) => group === 'monitoring.coreos.com' || group === 'grafana.integreatly.org',
).map(({ group, plural }) =>
  kube({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
  }),
);

/** An API server of these objects, which may all be listed. */
function serverOf(made: readonly KubeObject[]): Kube & { readonly asked: string[]; readonly paths: string[] } {
  const objects = [...made, ...CRDS];
  const asked: string[] = [];
  const paths: string[] = [];
  const answer = ({ path, accept }: KubeRequest): { readonly status: number; readonly body: unknown } => {
    if (path === '/version') return { status: 200, body: { gitVersion: 'v1.36.3' } };
    const [, group = '', where, plural = '', name, query = ''] = PATH.exec(path) ?? [];
    paths.push(path);
    asked.push(`${where ?? ''}/${plural}${name === undefined ? '' : `/${name}`}`);
    const labelled = new URLSearchParams(query).get('labelSelector');
    const wanted = new URLSearchParams(query).get('fieldSelector')?.replace('metadata.name=', '') ?? name;
    const found = objects.filter(
      ({ apiVersion, kind, metadata }) =>
        groupOf(apiVersion) === group &&
        findResource(group, kind)?.plural === plural &&
        (where === undefined || metadata.namespace === where) &&
        (wanted === undefined || metadata.name === wanted) &&
        (labelled === null || Object.hasOwn(metadata.labels, labelled)),
    );
    const items = found.map(rawOf);
    if (name !== undefined)
      return items[0]
        ? { status: 200, body: items[0] }
        : { status: 404, body: { kind: 'Status', apiVersion: 'v1', message: 'not found', details: { name } } };
    if (accept?.includes('as=Table') === true) return { status: 200, body: tableOf(found) };
    return { status: 200, body: { kind: 'List', metadata: { resourceVersion: '1' }, items } };
  };
  return {
    asked,
    paths,
    server: 'https://127.0.0.1',
    context: 'c',
    namespace: 'default',
    async request(request) {
      const { status, body } = answer(request);
      return await Promise.resolve({ status, headers: {}, body: JSON.stringify(body) });
    },
    dial: async () => await Promise.reject(new Error('nobody dials')),
    close: () => undefined,
  };
}

interface Template {
  readonly template?: { readonly spec?: { readonly containers?: readonly { name: string; image?: string }[] } };
}

function tableOf(objects: readonly KubeObject[]): unknown {
  const rows = objects.map(({ metadata, body }) => {
    const { containers = [] } = (body['spec'] as Template | undefined)?.template?.spec ?? {};
    return {
      cells: [
        metadata.name,
        containers.map(({ name }) => name).join(','),
        containers.map((c) => c.image ?? '').join(','),
      ],
    };
  });
  return { kind: 'Table', columnDefinitions: ['Name', 'Containers', 'Images'].map((name) => ({ name })), rows };
}

/** "servicemonitor/web -n shop". */
const optionsOf = (asked: string): CheckOptions => {
  const [words = '', namespace] = asked.split('-n ');
  return { subjects: subjectsOf(words.split(' ').filter((word) => word !== '')), namespace };
};

/** What is printed, and what the exit code is made of; that something was not looked at changes neither. */
function answerOf(world: World, asked: CheckOptions): unknown {
  const analysis = analyse(world, { backends, checks, profiles }, { live: [], generated: [] });
  const { findings, judgements, wires, unknown } = report(analysis, clusterChecks, questionOf(analysis, asked));
  return {
    findings,
    judgements: judgements.map(({ wires: _wires, ...rest }) => rest),
    wires,
    touched: unknown.filter(({ touches }) => touches).map(({ check, gap }) => `${check ?? ''} ${gapText(gap)}`),
    ...trailsOf(analysis, asked),
  };
}

async function compared(objects: readonly KubeObject[], words: string) {
  const asked = optionsOf(words);
  const server = serverOf(objects);
  const { world } = await readQuestion(server, asked);
  return {
    focused: answerOf(world, asked),
    full: answerOf(buildWorld(snapshot([...objects, ...CRDS])), asked),
    asked: server.asked,
    paths: server.paths,
  };
}

const KINDS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'servicemonitor',
  PodMonitor: 'podmonitor',
  PrometheusRule: 'prometheusrule',
  Service: 'service',
  Pod: 'pod',
};

const questions = (objects: readonly KubeObject[]): readonly string[] => [
  ...objects.flatMap(({ kind, metadata }) => {
    const word = KINDS[kind];
    return word === undefined ? [] : [`${word}/${metadata.name} -n ${metadata.namespace ?? ''}`];
  }),
  '-n shop',
  '-n bank',
  ...(objects.some(({ metadata }) => metadata.name === 'kuberhealthy') ? ['kuberhealthy'] : []),
];

describe('readQuestion', () => {
  it('answers as the full reading does, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(randomObjects, async (made) => {
        // Of ConfigMaps only those with the label of a sidecar are ever read.
        const objects = made.filter(
          ({ kind, metadata }) => kind !== 'ConfigMap' || Object.hasOwn(metadata.labels, 'grafana_dashboard'),
        );
        for (const asked of questions(objects)) {
          const { focused, full } = await compared(objects, asked);
          expect({ asked, answer: focused }).toEqual({ asked, answer: full });
        }
      }),
      { numRuns: 25, seed: seedOr(6) },
    );
  });

  const crowd = Array.from({ length: 40 }, (_, i) => [
    namespace(`team-${i}`),
    service(`team-${i}/web`),
    endpoints(`team-${i}/web`, [[`10.1.0.${i}`, `team-${i}/web-1`]]),
    slice(`team-${i}/web-x`, 'web', [[`10.1.0.${i}`, `team-${i}/web-1`]]),
    pod(`team-${i}/web-1`),
    serviceMonitor(`team-${i}/web`),
  ]).flat();
  const cluster = [namespace('monitoring'), prometheus('monitoring/k8s'), operator(), ...mayDiscover, ...crowd];

  it.each(['servicemonitor/web -n team-7', 'service/web -n team-7', '-n team-7'])(
    'reads of %s nothing of other namespaces but what could take it and what it is compared with',
    async (question) => {
      const { focused, full, asked } = await compared(cluster, question);
      expect(focused).toEqual(full);
      const namespaced = asked.filter((path) => !path.startsWith('/'));
      expect([...new Set(namespaced.map((path) => path.split('/')[0]))]).toEqual(['monitoring', 'team-7']);
      expect(namespaced).toContain('team-7/endpoints');
      expect(namespaced).not.toContain('team-7/endpointslices');
      expect(asked).not.toContain('/services');
      expect(asked.length).toBeLessThanOrEqual(27);
    },
  );

  it('asks for each list once', async () => {
    const { paths } = await compared(cluster, '-n team-7');
    expect(paths).toEqual([...new Set(paths)]);
  });
});
