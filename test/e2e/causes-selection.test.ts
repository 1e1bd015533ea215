import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { report } from '../../src/judge/report.ts';
import { refOf } from '../../src/kube/refs.ts';
import type { Finding } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { programs } from '../bed/binaries.ts';
import type { KubeThing } from '../bed/object.ts';
import { operatorDeployment } from '../differential/world.ts';
import { applyFix, rewrite } from './apply-fix.ts';
import { ask } from './ask.ts';
import { cases, scoped, surroundings } from './causes-selection-cases.ts';
import type { Case } from './causes-selection-cases.ts';
import { prometheus, serviceMonitor } from './causes-worlds.ts';
import { generatedConfig } from './live.ts';

/*
 * Causes between an object and the configuration, on the real operator under several sets of flags: the object is not
 * in the configuration, check names the cause, the fix is applied, and it is there.
 */

const LONG = 120_000;
const CRASH = 'index out of range';
let bed: Bed;

/** The operator with these flags, in the cluster as a Deployment and as a process beside it. */
const runOperator = async (flags: readonly string[]): Promise<void> => {
  await bed.apply([operatorDeployment(flags)]);
  await bed.restartOperator(flags);
};
const configOf = async ({ kind, metadata }: KubeThing): Promise<string> =>
  await generatedConfig(bed, 'monitoring', `${kind === 'Prometheus' ? 'prometheus' : 'prom-agent'}-${metadata.name}`);
const isEffective = async ({ stack, effect }: Case): Promise<boolean> => (await configOf(stack)).includes(effect);
const until = async (what: string, condition: () => Promise<boolean> | boolean): Promise<void> => {
  await bed.waitFor(condition, { what, timeoutMs: 60_000, everyMs: 300 });
};
/** What `check KIND/NAME --stack STACK` says of each case; `which` is about the objects of the cases. */
const findingsOf = async (which: readonly Case[]): Promise<ReadonlyMap<Case, Finding | undefined>> => {
  const { analysis } = await ask(bed.kubeconfig);
  return new Map(
    which.map((one) => [
      one,
      // Alone: beside a cause that we know ourselves the operator's word is not a finding of its own.
      report(analysis, clusterChecks, {
        objects: [refOf(one.object)],
        stack: refOf(one.stack),
        only: [one.id],
      }).findings.find(({ check }) => check === one.id),
    ]),
  );
};
const mend = async (one: Case, finding: Finding | undefined): Promise<void> => {
  if (one.byHand === undefined) {
    expect(await applyFix(bed, finding?.fix)).toBe(true);
    return;
  }
  expect(finding?.fix).toMatchObject({ kind: 'advise', whyNotAutomatic: expect.stringMatching(/.{20}/) });
  await one.byHand(bed);
};
const titleOf = (one: Case): readonly [string, Case] => [`${one.id}: ${one.object.metadata.name}`, one];
/** What came last shows that the operator has seen what came before. */
const isWorking = async (stack: KubeThing): Promise<boolean> =>
  (await configOf(stack)).includes(`job_name: serviceMonitor/shop/${stack.metadata.name}-works/0`);

beforeAll(async () => {
  bed = await startBed({ standins: false, operator: false, crds: false });
  await bed.apply(surroundings);
}, LONG);

afterAll(() => bed.stop(), LONG);

describe('a cluster without the operator, and without a Prometheus', () => {
  const first = prometheus('first');
  const web = serviceMonitor('first', 'first-web');
  const named = async (id: string): Promise<readonly Finding[]> =>
    (await ask(bed.kubeconfig)).report.findings.filter(({ check }) => check === id);

  it(
    'has no CRDs, which check says; with them there is still no Prometheus, and at last there is a job',
    async () => {
      await expect(bed.apply([web])).rejects.toThrow('404');
      const [missing] = await named('crd-missing');
      expect(missing).toMatchObject({ severity: 'error', fix: { kind: 'advise' } });
      await bed.kubectl(['apply', '--server-side', '-f', programs().crds]);
      await until('the CRDs are there', async () => (await named('crd-missing')).length === 0);

      await runOperator([]);
      await bed.apply([web]);
      const [nobody] = await named('no-prometheus');
      expect(nobody).toMatchObject({ severity: 'error', fix: { kind: 'advise' } });
      expect(await configOf(first)).toBe('');
      await bed.apply([first]);
      await until('it has its job', async () => (await configOf(first)).includes('serviceMonitor/shop/first-web/0'));
      expect(await named('no-prometheus')).toEqual([]);
    },
    LONG,
  );
});

describe('an operator that sees everything', () => {
  let findings: ReadonlyMap<Case, Finding | undefined>;

  beforeAll(async () => {
    await runOperator(['--feature-gates=PrometheusAgentDaemonSet=true']);
    await bed.apply(cases.flatMap(({ stack }) => [stack]));
    await bed.apply([prometheus('plain'), ...cases.map(({ object }) => object)]);
    await bed.apply([serviceMonitor('plain', 'plain-works')]);
    await until('what works', async () => await isWorking(prometheus('plain')));
    findings = await bed.waitFor(
      async () => {
        const now = await findingsOf(cases);
        return [...now.values()].every((finding) => finding !== undefined) && now;
      },
      { what: 'every cause named', timeoutMs: 30_000, everyMs: 1000 },
    );
  }, LONG);

  it.each(cases.map(titleOf))('does nothing with %s', async (_title, one) => {
    expect(await isEffective(one)).toBe(false);
    if (one.replaced === true) expect(await configOf(one.stack)).not.toContain(one.object.metadata.name);
    expect(findings.get(one)?.severity).toBe(one.severity ?? 'error');
  });

  it(
    'takes everything after the fix, and nothing is named any more',
    async () => {
      for (const one of cases) await mend(one, findings.get(one));
      let outside: readonly string[] = [];
      const allInside = async (): Promise<boolean> => {
        const inside = await Promise.all(cases.map(isEffective));
        outside = cases.filter((_, i) => inside[i] !== true).map(({ id }) => id);
        return outside.length === 0;
      };
      await until('all in the configuration', allInside).catch((error: unknown) => {
        throw new Error(`still outside: ${outside.join(', ')}`, { cause: error });
      });
      // Who is replaced by another kind stays what it was.
      const stay = cases.filter(({ replaced }) => replaced !== true);
      await until('nothing named', async () => [...(await findingsOf(stay)).values()].every((left) => !left));
    },
    LONG,
  );
});

describe('an operator with a narrow scope', () => {
  const flags = ['--controller-id=ours', '--namespaces=monitoring,shop', '--prometheus-instance-selector=tier=main'];
  const ours = scoped('ours', {
    labels: { tier: 'main' },
    annotations: { 'operator.prometheus.io/controller-id': 'ours' },
  });
  const inHidden: Case = {
    id: 'operator-namespace-scope',
    stack: ours,
    object: {
      ...serviceMonitor('ours', 'far'),
      metadata: { namespace: 'hidden', name: 'far', labels: { stack: 'ours' } },
    },
    effect: 'job_name: serviceMonitor/hidden/far/0',
  };
  const foreign: Case = {
    id: 'controller-id-mismatch',
    stack: scoped('foreign', { labels: { tier: 'main' } }),
    object: serviceMonitor('foreign', 'foreign-web'),
    effect: 'job_name: serviceMonitor/shop/foreign-web/0',
  };
  const aside: Case = {
    id: 'prometheus-out-of-scope',
    stack: scoped('aside', { annotations: { 'operator.prometheus.io/controller-id': 'ours' } }),
    object: serviceMonitor('aside', 'aside-web'),
    effect: 'job_name: serviceMonitor/shop/aside-web/0',
    byHand: async (at) => {
      await rewrite(at, refOf(aside.stack), (live) => ({
        ...live,
        metadata: { ...live.metadata, labels: { tier: 'main' } },
      }));
    },
  };
  const all = [inHidden, foreign, aside];

  it(
    'passes over what is outside, which check names; after the fix it does not',
    async () => {
      await runOperator(flags);
      await bed.apply([...all.flatMap(({ stack, object }) => [stack, object]), serviceMonitor('ours', 'ours-works')]);
      await until('what works', async () => await isWorking(ours));
      const findings = await findingsOf(all);
      for (const one of all) {
        expect([one.id, await isEffective(one)]).toEqual([one.id, false]);
        expect([one.id, findings.get(one)?.severity]).toEqual([one.id, 'error']);
      }
      const fix = findings.get(inHidden)?.fix;
      if (fix?.kind !== 'operator-args') throw new Error('not a fix of the operator’s flags');
      expect(fix.operator).toMatchObject({ kind: 'Deployment', name: 'prometheus-operator' });
      const names = fix.args.map((arg) => arg.split('=')[0]);
      await runOperator([...flags.filter((flag) => !names.includes(flag.split('=')[0])), ...fix.args]);
      for (const one of [foreign, aside]) await mend(one, findings.get(one));
      await until('all in the configuration', async () => (await Promise.all(all.map(isEffective))).every(Boolean));
      expect([...(await findingsOf(all)).values()]).toEqual([undefined, undefined, undefined]);
    },
    LONG,
  );
});

describe('no operator', () => {
  const late: Case = {
    id: 'operator-not-running',
    stack: prometheus('plain'),
    object: serviceMonitor('plain', 'late'),
    effect: 'job_name: serviceMonitor/shop/late/0',
    byHand: async () => await runOperator([]),
  };

  it(
    'is named, and what waited for it is taken when it is back',
    async () => {
      await bed.operator()?.stop();
      const { spec, ...rest } = operatorDeployment([]);
      await bed.apply([{ ...rest, spec: { ...(spec as object), replicas: 0 } }]);
      await bed.apply([late.object]);
      const finding = (await findingsOf([late])).get(late);
      expect(finding?.severity).toBe('error');
      expect(await isEffective(late)).toBe(false);
      await mend(late, finding);
      await until('it is taken', async () => await isEffective(late));
      expect((await findingsOf([late])).get(late)).toBeUndefined();
    },
    LONG,
  );
});

describe('an operator that crashes', () => {
  const ancient = prometheus('ancient', { version: 'v2.25.2' });
  const secret: KubeThing = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'shop', name: 'token' },
    stringData: { token: 'not-a-real-one' },
  };
  const crash: Case = {
    id: 'operator-crashes',
    stack: ancient,
    object: serviceMonitor('ancient', 'crash', {
      port: 'http',
      authorization: { credentials: { name: 'token', key: 'token' } },
    }),
    effect: 'job_name: serviceMonitor/shop/crash/0',
  };
  const bystander: Case = {
    id: 'operator-crashes',
    stack: prometheus('plain'),
    object: serviceMonitor('plain', 'bystander'),
    effect: 'job_name: serviceMonitor/shop/bystander/0',
  };

  it(
    'dies of one monitor, which check names for everybody it no longer serves; after the fix it lives',
    async () => {
      await bed.apply([secret, ancient, crash.object]);
      await until('the operator is dead', () => bed.operator()?.running() === false);
      expect(bed.operator()?.tail()).toContain(CRASH);
      await bed.apply([bystander.object]);
      expect(await isEffective(crash)).toBe(false);
      expect(await isEffective(bystander)).toBe(false);
      const findings = await findingsOf([crash, bystander]);
      for (const finding of findings.values())
        expect(finding).toMatchObject({ severity: 'error', object: { kind: 'ServiceMonitor', name: 'crash' } });
      expect(await applyFix(bed, findings.get(crash)?.fix)).toBe(true);
      await bed.restartOperator([]);
      await until(
        'both in the configuration',
        async () => (await isEffective(crash)) && (await isEffective(bystander)),
      );
      expect(bed.operator()?.running()).toBe(true);
      expect([...(await findingsOf([crash, bystander])).values()]).toEqual([undefined, undefined]);
    },
    LONG,
  );
});
