import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments, stringify } from 'yaml';
import { policies } from '../../src/app/policy.ts';
import type { KubeObject } from '../../src/model/index.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { programs } from '../bed/binaries.ts';
import type { KubeThing } from '../bed/object.ts';
import { seedOr } from '../seed.ts';
import {
  agent,
  alertmanager,
  alertmanagerConfig,
  podMonitor,
  probe,
  prometheus,
  prometheusRule,
  rawOf,
  scrapeConfig,
  serviceMonitor,
  thanosRuler,
} from '../worlds.ts';
import type { Raw } from '../worlds.ts';
import { judged, labelled, randomSituations, selecting, taken } from '../policy-worlds.ts';
import type { Situation } from '../policy-worlds.ts';
import { promwire } from './promwire.ts';
import { LONG, oneLine } from './scenario.ts';

/** Policies that the API server itself carries out: its answer is the engine's, and what it says and adds arrives. */

/** Pairs of object and stack; each is asked of three forms. */
const PAIRS = Number(process.env['PROMWIRE_PAIRS'] ?? 200);

let bed: Bed;
beforeAll(async () => {
  bed = await startBed({ operator: false, standins: false });
}, LONG);
afterAll(() => bed.stop(), LONG);

const thing = (object: KubeObject): KubeThing => rawOf(object) as KubeThing;
const namespaced = (name: string, labels: Raw = {}): KubeThing => ({
  ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: labels as Record<string, string> } },
});
const monitor = (path: string, labels?: Readonly<Record<string, string>>): KubeThing =>
  thing(serviceMonitor(path, {}, labels ? { labels } : {}));

/** kubectl as a person runs it: what it prints on both. */
const kubectl = (args: readonly string[], stdin: string): { readonly code: number | null; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync(programs().program('kubectl'), [...args], {
    input: stdin,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: bed.dir, KUBECONFIG: bed.kubeconfig },
  });
  return { code: status, said: `${stdout}${stderr}` };
};
/** The policies that the built command prints for these objects. */
const printed = async (objects: readonly KubeObject[], ...args: readonly string[]): Promise<readonly KubeThing[]> => {
  const file = join(bed.dir, 'stacks.yaml');
  writeFileSync(file, objects.map((object) => stringify(rawOf(object))).join('---\n'));
  const { code, stdout, stderr } = await promwire(['policy', '--from', file, ...args]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return parseAllDocuments(stdout).map((document) => document.toJS() as KubeThing);
};
const MONITORS = '/apis/monitoring.coreos.com/v1/namespaces';
/** What the API server would answer to `kubectl create`. */
const tried = async (object: KubeThing): Promise<{ readonly warnings: readonly string[]; readonly labels: Raw }> => {
  const path = `${MONITORS}/${object.metadata.namespace ?? ''}/servicemonitors?dryRun=All`;
  const answer = await bed.api.request('POST', path, { body: JSON.stringify(object) });
  const made = JSON.parse(answer.body) as KubeThing & { readonly message?: string };
  if (answer.status >= 400 && !(made.message ?? '').includes('ValidatingAdmissionPolicy'))
    throw new Error(`${object.metadata.name}: ${answer.body}`);
  return { warnings: answer.warnings, labels: made.metadata.labels ?? {} };
};
const eventually = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  await bed.waitFor(holds, { what, timeoutMs: 30_000 });
};

describe('a policy of one Prometheus, from files', () => {
  const k8s = selecting('monitoring/k8s', {
    serviceMonitorSelector: { matchLabels: { release: 'kps' } },
    serviceMonitorNamespaceSelector: { matchLabels: { team: 'shop' } },
  });
  let made: readonly KubeThing[];

  beforeAll(async () => {
    await bed.apply([namespaced('monitoring'), namespaced('shop', { team: 'shop' }), namespaced('bank')]);
    made = await printed([k8s], '--kind', 'ServiceMonitor');
    await bed.apply(made);
    await eventually('a warning', async () => (await tried(monitor('shop/early'))).warnings.length > 0);
  }, LONG);
  afterAll(() => bed.remove(made), LONG);

  it('has kubectl apply print the reason and what to do, and lets the object in', () => {
    const { code, said } = kubectl(['apply', '-f', '-'], JSON.stringify(monitor('shop/web')));
    expect(code).toBe(0);
    expect(oneLine(said)).toContain(
      "Warning: Validation failed for ValidatingAdmissionPolicy 'promwire-servicemonitors' with binding 'promwire-servicemonitors': No Prometheus takes ServiceMonitor shop/web, so nothing is scraped for it. Prometheus monitoring/k8s selects release=kps: in metadata.labels set release: kps.",
    );
    expect(said).toContain('servicemonitor.monitoring.coreos.com/web created');
  });

  it('names the value that is there, and the namespace where that is at fault', async () => {
    const other = await tried(monitor('shop/other', { release: 'old' }));
    expect(other.warnings.join()).toContain('set release: kps in place of old.');
    const bank = await tried(monitor('bank/web', { release: 'kps' }));
    expect(bank.warnings.join()).toContain('looks only into namespaces with labels team=shop');
  });

  it('says nothing of what is taken', async () => {
    expect(await tried(monitor('shop/good', { release: 'kps' }))).toMatchObject({ warnings: [] });
  });

  it('lets go of an object that is deleted, even where it denies', async () => {
    const held = monitor('shop/held');
    await bed.apply([{ ...held, metadata: { ...held.metadata, finalizers: ['promwire.dev/test'] } as never }]);
    const deny = await printed([k8s], '--kind', 'ServiceMonitor', '--action', 'deny');
    await bed.apply(deny);
    await eventually('a refusal', async () => {
      const { code, said } = kubectl(['apply', '-f', '-', '--dry-run=server'], JSON.stringify(monitor('shop/new')));
      return code === 1 && said.includes('in metadata.labels set release: kps.');
    });
    await bed.remove([held]);
    const patch = JSON.stringify({ metadata: { finalizers: null } });
    kubectl(['patch', 'servicemonitor', 'held', '-n', 'shop', '--type=merge', '-p', patch], '');
    await eventually('it gone', async () => (await bed.read(held)) === undefined);
  });
});

describe('a policy with --stack', () => {
  it(
    'follows the selector of its Prometheus',
    async () => {
      const team = selecting('monitoring/team', { serviceMonitorSelector: { matchLabels: { team: 'a' } } });
      await bed.apply([namespaced('monitoring'), thing(team)]);
      const made = await printed([team], '--stack', 'monitoring/team', '--kind', 'ServiceMonitor');
      await bed.apply(made);
      const said = async (labels?: Readonly<Record<string, string>>): Promise<string> =>
        (await tried(monitor('monitoring/web', labels))).warnings.join();
      await eventually('a warning', async () =>
        (await said()).includes('Set in metadata.labels what its spec.serviceMonitorSelector wants: team=a.'),
      );
      expect(await said({ team: 'a' })).toBe('');
      const changed = { matchExpressions: [{ key: 'tier', operator: 'In', values: ['x', 'y'] }] };
      await bed.apply([thing(selecting('monitoring/team', { serviceMonitorSelector: changed }))]);
      await eventually('the new selector', async () => (await said({ team: 'a' })).includes('wants: tier In (x, y).'));
      expect(await said({ tier: 'y' })).toBe('');
      await bed.apply([thing(selecting('monitoring/team', { serviceMonitorSelector: {} }))]);
      await eventually('nothing to say', async () => (await said()) === '');
      await bed.remove([thing(team)]);
      await bed.remove(made);
    },
    LONG,
  );
});

describe('policies of every kind', () => {
  const team = { matchLabels: { team: 'a' } };
  const selectors = (...prefixes: readonly string[]): Raw =>
    Object.fromEntries(
      prefixes.flatMap((prefix) => [
        [`${prefix}Selector`, team],
        [`${prefix}NamespaceSelector`, prefix === 'probe' ? team : {}],
      ]),
    );
  const scraping = selectors('serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig');
  // An agent on each node may have no other selectors.
  const none = { serviceMonitorSelector: undefined, serviceMonitorNamespaceSelector: undefined };
  const stacks = [
    prometheus('kinds/k8s', { ...scraping, ...selectors('rule') }),
    agent('kinds/edge', { ...none, ...selectors('podMonitor'), mode: 'DaemonSet' }),
    thanosRuler('kinds/ruler', selectors('rule')),
    alertmanager('kinds/main', { ...selectors('alertmanagerConfig'), alertmanagerConfiguration: { name: 'global' } }),
  ];
  const inSpace = (labels: Readonly<Record<string, string>>): readonly KubeThing[] =>
    [
      serviceMonitor('kinds/x', {}, { labels }),
      podMonitor('kinds/x', {}, { labels }),
      probe('kinds/x', {}, { labels }),
      scrapeConfig('kinds/x', {}, { labels }),
      prometheusRule('kinds/x', {}, { labels }),
      alertmanagerConfig('kinds/x', {}, { labels }),
    ].map(thing);
  const global = thing(alertmanagerConfig('kinds/global'));
  /** Kinds that are warned of, in order. */
  const warnedOf = (objects: readonly KubeThing[]): readonly string[] => {
    const { code, said } = kubectl(
      ['create', '-f', '-', '--dry-run=server'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    );
    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
    return [...said.matchAll(/(?:takes|take) ([A-Z]\w+) kinds\/\w+, so/g)].map(([, kind = '']) => kind);
  };
  const KINDS = ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'PrometheusRule', 'AlertmanagerConfig'];

  beforeAll(async () => {
    await bed.apply([namespaced('kinds')]);
    await bed.apply(stacks.map(thing));
  }, LONG);
  afterAll(() => bed.remove(stacks.map(thing)), LONG);

  it(
    'are accepted, warn of what lacks the label, and of nothing that has it or is taken by its name',
    async () => {
      const made = await printed(stacks, '--add-labels');
      await bed.apply(made.filter(({ kind }) => kind.startsWith('Validating')));
      await eventually('six warnings', async () => Promise.resolve(warnedOf(inSpace({})).length === KINDS.length));
      expect(warnedOf(inSpace({}))).toEqual(KINDS);
      // The namespace has no label that a Probe would need.
      expect(warnedOf([...inSpace({ team: 'a' }), global])).toEqual(['Probe']);
      await bed.remove(made);
    },
    LONG,
  );

  it.each([
    ['kinds/k8s', KINDS.slice(0, 5), ['Probe']],
    ['kinds/edge', ['PodMonitor'], []],
    ['kinds/ruler', ['PrometheusRule'], []],
    ['kinds/main', ['AlertmanagerConfig'], []],
  ])(
    'have a parameter: %s',
    async (name, lacking, labelled) => {
      const made = await printed(stacks, '--stack', name);
      await bed.apply(made);
      await eventually('the warnings', async () => Promise.resolve(warnedOf(inSpace({})).length === lacking.length));
      expect(warnedOf(inSpace({}))).toEqual(lacking);
      expect(warnedOf([...inSpace({ team: 'a' }), global])).toEqual(labelled);
      await bed.remove(made);
      await eventually('silence', async () => Promise.resolve(warnedOf(inSpace({})).length === 0));
    },
    LONG,
  );

  it(
    'add the label to each',
    async () => {
      const made = (await printed(stacks.slice(0, 1), '--add-labels')).filter(({ kind }) =>
        kind.startsWith('Mutating'),
      );
      await bed.apply(made);
      const labelled = (): readonly string[] => {
        const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: inSpace({}) });
        const { said } = kubectl(['create', '-f', '-', '--dry-run=server', '-o', 'json'], list);
        return [...said.matchAll(/"team": "a"/g)].map(([text]) => text);
      };
      // All but the Probe, into whose namespace it does not look, and the AlertmanagerConfig.
      await eventually('the labels', async () => Promise.resolve(labelled().length === 4));
      await bed.remove(made);
    },
    LONG,
  );
});

describe('a policy with --add-labels', () => {
  const k8s = selecting('monitoring/k8s', {
    serviceMonitorSelector: { matchLabels: { 'example.com/release': 'kps' } },
    serviceMonitorNamespaceSelector: { matchExpressions: [{ key: 'shut', operator: 'DoesNotExist' }] },
  });
  const labelsOf = async (object: KubeThing): Promise<Raw> => (await bed.read(object))?.metadata.labels ?? {};
  const WANTED = { 'example.com/release': 'kps' };
  let made: readonly KubeThing[];

  beforeAll(async () => {
    const spaces = [
      namespaced('monitoring'),
      namespaced('store'),
      namespaced('closed', { shut: 'x' }),
      namespaced('free'),
    ];
    await bed.apply(spaces);
    made = await printed([k8s], '--add-labels', '--kind', 'ServiceMonitor', '-n', 'store', '-n', 'closed');
    await bed.apply(made);
    await eventually('a label', async () => 'example.com/release' in (await tried(monitor('store/early'))).labels);
    // The two sorts of policy come into force each at its own time.
    await eventually('a warning', async () => (await tried(monitor('closed/early'))).warnings.length > 0);
  }, LONG);
  afterAll(() => bed.remove(made), LONG);

  it('adds the label, and then there is nothing to warn of', async () => {
    expect(await tried(monitor('store/bare'))).toEqual({ warnings: [], labels: WANTED });
    expect(await tried(monitor('store/some', { app: 'web' }))).toEqual({
      warnings: [],
      labels: { app: 'web', ...WANTED },
    });
  });

  it('adds none in other namespaces, where it is not taken all the same, and next to another value', async () => {
    expect(await tried(monitor('free/web'))).toEqual({ warnings: [], labels: {} });
    const closed = await tried(monitor('closed/web'));
    expect(closed.labels).toEqual({});
    expect(closed.warnings.join()).toContain('looks only into namespaces with labels shut absent');
    const other = await tried(monitor('store/other', { 'example.com/release': 'old' }));
    expect(other.labels).toEqual({ 'example.com/release': 'old' });
    expect(other.warnings.join()).toContain('example.com/release: kps in place of old');
  });

  it('keeps it through the next kubectl apply, the next upgrade by server-side apply, and a replacement', async () => {
    const web = monitor('store/web', { app: 'web' });
    const changed = (port: string): KubeThing => ({
      ...web,
      spec: { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port }] },
    });
    for (const [port, verb] of [
      ['a', 'apply'],
      ['b', 'apply'],
      ['c', 'replace'],
      ['d', 'apply'],
    ] as const) {
      const { code, said } = kubectl([verb, '-f', '-'], JSON.stringify(changed(port)));
      expect({ code, warned: said.includes('Policy') }).toEqual({ code: 0, warned: false });
      expect(await labelsOf(web)).toEqual({ app: 'web', ...WANTED });
    }
    const helm = monitor('store/helm', { app: 'helm' });
    for (const port of ['a', 'b']) {
      await bed.apply([{ ...changed(port), metadata: helm.metadata }], { manager: 'helm' });
      expect(await labelsOf(helm)).toEqual({ app: 'helm', ...WANTED });
    }
  });

  it(
    'replaces another value only where it is asked to',
    async () => {
      const all = await printed([k8s], '--add-labels', '--replace-labels', '--kind', 'ServiceMonitor', '-n', 'store');
      await bed.apply(all);
      await eventually('the value', async () => {
        const { warnings, labels } = await tried(monitor('store/other', { 'example.com/release': 'old' }));
        return warnings.length === 0 && labels['example.com/release'] === 'kps';
      });
      await bed.remove(all);
    },
    LONG,
  );
});

describe('of random selectors, labels, namespaces and flags', () => {
  const situations = randomSituations(PAIRS, seedOr(12));
  /** One name for each situation. */
  const renamed = (made: readonly unknown[], name: string): readonly KubeThing[] =>
    (made as readonly KubeThing[]).map((object) => {
      const spec = object['spec'] as { readonly policyName?: string };
      // Of one policy there is a binding for each namespace.
      const rest = spec.policyName === undefined ? '' : object.metadata.name.slice(spec.policyName.length);
      return {
        ...{ ...object, metadata: { ...object.metadata, name: `${name}${rest}` } },
        spec: { ...spec, ...(spec.policyName === undefined ? {} : { policyName: name }) },
      };
    });
  const policiesOf = (each: Situation, options: Parameters<typeof policies>[1]): readonly KubeThing[] => {
    const { manifests } = policies(judged(each), {
      kinds: ['ServiceMonitor'],
      namespaces: each.spaces.map(({ metadata }) => metadata.name),
      ...options,
    });
    return manifests;
  };
  const inTurn = async <T>(work: (object: KubeObject) => Promise<T>): Promise<readonly (readonly T[])[]> => {
    const results: (readonly T[])[] = [];
    for (const { objects } of situations) results.push(await Promise.all(objects.map(work)));
    return results;
  };

  beforeAll(async () => {
    await bed.apply(situations.flatMap(({ spaces }) => spaces.map(thing)));
    await bed.apply(situations.map(({ stack }) => thing(stack)));
  }, LONG);

  it.each([
    ['the selectors as they were read', 'read', undefined],
    ['the selectors of the parameter', 'given', 'k8s'],
  ])(
    'warns of what the engine says that nothing takes: %s',
    async (_what, name, stack) => {
      const made = situations.flatMap((each) => renamed(policiesOf(each, { stack }), `${name}-${each.i}`));
      await bed.apply(made);
      const wanted = situations.map(taken);
      let wrong: readonly string[] = [];
      await eventually('the first answers', async () => {
        const got = await inTurn(async (object) => (await tried(thing(object))).warnings);
        wrong = situations.flatMap((each) =>
          each.objects.flatMap(({ metadata }, n) => {
            // Those of the test before may be in force for a moment longer.
            const warnings = (got[each.i]?.[n] ?? []).filter((text) => text.includes(`'${name}-${each.i}'`));
            if ((warnings.length === 0) === wanted[each.i]?.[n]) return [];
            const space = each.spaces.find((one) => one.metadata.name === metadata.namespace)?.metadata.labels;
            const { spec } = each.stack.body as { readonly spec: Raw };
            const { serviceMonitorSelector, serviceMonitorNamespaceSelector } = spec;
            const shown = { serviceMonitorSelector, serviceMonitorNamespaceSelector, space, metadata, warnings };
            return [JSON.stringify({ ...shown, wanted: wanted[each.i]?.[n], operator: each.deployment.body })];
          }),
        );
        return wrong.length === 0;
      }).catch(() => undefined);
      expect(wrong.slice(0, 3)).toEqual([]);
      expect(wanted.flat().filter((taken) => taken).length).toBeGreaterThan(PAIRS / 10);
      await bed.remove(made);
    },
    LONG,
  );

  it.each([false, true])(
    'labels what is taken with a label, and nothing else: replacing %s',
    async (replaceLabels) => {
      const options = { addLabels: true, replaceLabels };
      const made = situations.flatMap((each) =>
        renamed(
          policiesOf(each, options).filter(({ kind }) => kind.startsWith('Mutating')),
          `p${each.i}`,
        ),
      );
      await bed.apply(made);
      const wanted = situations.map((each) => labelled(each, replaceLabels));
      let got: readonly (readonly Raw[])[] = [];
      await eventually('the labels', async () => {
        got = await inTurn(async (object) => (await tried(thing(object))).labels);
        return isDeepStrictEqual(got, wanted);
      }).catch(() => undefined);
      const wrong = situations.flatMap(({ i, stack, objects }) =>
        objects.flatMap(({ metadata: { labels } }, n) => {
          const [is, should] = [got[i]?.[n], wanted[i]?.[n]];
          return isDeepStrictEqual(is, should)
            ? []
            : [JSON.stringify({ labels, is, should, spec: stack.body['spec'] })];
        }),
      );
      expect(wrong.slice(0, 3)).toEqual([]);
      expect(made.length).toBeGreaterThan(0);
      await bed.remove(made);
    },
    LONG,
  );
});
