import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { analysisOf } from '../../src/app/read.ts';
import { refOf } from '../../src/kube/refs.ts';
import { report } from '../../src/judge/report.ts';
import { readFiles } from '../../src/io/files/index.ts';
import type { Report } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { programs } from '../bed/binaries.ts';
import type { KubeThing } from '../bed/object.ts';
import { namespace } from '../bed/worlds/objects.ts';
import { operatorDeployment } from '../differential/world.ts';
import { applyFix, rewrite } from './apply-fix.ts';
import { askLive, findingAbout } from './ask-live.ts';
import { deployment, images, prometheus, rule, service, serviceMonitor, surroundings } from './causes-worlds.ts';
import { generatedConfig, livePrometheus } from './live.ts';
import type { LivePrometheus } from './live.ts';

/*
 * Causes between a monitor and its Service, and in what the API server keeps of an object, on the real operator and
 * Prometheus: no target, check names the cause, the fix is applied, and the target is up.
 */

const LONG = 180_000;
const CRD = 'servicemonitors.monitoring.coreos.com';
const CRD_VERSION = 'operator.prometheus.io/version';
let bed: Bed;
let main: LivePrometheus;

interface Case {
  readonly id: string;
  readonly monitor: KubeThing;
  /** What a person does where only a person can know it: the steps that the finding gives. */
  readonly byHand?: () => Promise<void>;
}

const edit = async (object: KubeThing, spec: Readonly<Record<string, unknown>>): Promise<void> => {
  await rewrite(bed, refOf(object), (live) => ({ ...live, spec: { ...(live['spec'] as object), ...spec } }));
};
/** The monitor of another namespace than its Service. */
const beside = (name: string, more: Readonly<Record<string, unknown>> = {}): KubeThing => ({
  ...serviceMonitor('main', name, { port: 'http' }, more),
  metadata: { namespace: 'monitoring', name, labels: { stack: 'main' } },
});
const misnamed = serviceMonitor('main', 'misnamed', undefined, { selector: { matchLabels: { app: 'lob' } } });
const astray = service('astray', 'astray', { selector: { app: 'gone' } });

/** Nobody else takes it, and nothing like it is beside the monitor. */
const afar = service('beside', 'beside', { selector: { app: 'lab' } });

const cases: readonly Case[] = [
  {
    id: 'namespace-selector-in-monitor',
    monitor: beside('beside', { selector: { matchLabels: { app: 'beside' } } }),
  },
  { id: 'port-name-mismatch', monitor: serviceMonitor('main', 'port', { port: 'web' }) },
  {
    id: 'no-matching-service',
    monitor: misnamed,
    byHand: async () => await edit(misnamed, { selector: { matchLabels: { app: 'lab' } } }),
  },
  {
    id: 'no-endpoints',
    monitor: serviceMonitor('main', 'astray', undefined, { selector: { matchLabels: { app: 'astray' } } }),
    byHand: async () => await edit(astray, { selector: { app: 'lab' } }),
  },
];
const named = cases.map((one) => [`${one.id}: ${one.monitor.metadata.name}`, one] as const);
const poolOf = ({ metadata }: KubeThing): string => `serviceMonitor/${metadata.namespace ?? ''}/${metadata.name}/0`;
const isUp = async (monitor: KubeThing, stack = main): Promise<boolean> =>
  (await stack.targets(poolOf(monitor))).some(({ health }) => health === 'up');
const until = async (what: string, condition: () => Promise<boolean>): Promise<void> => {
  await bed.waitFor(condition, { what, timeoutMs: 60_000, everyMs: 300 });
};
/** What is written last and works shows that the stack has taken up what was written before. */
const settled = async (name: string): Promise<void> => {
  const last = serviceMonitor('main', name);
  await bed.apply([last]);
  await until(`${name} is scraped`, async () => await isUp(last));
};

beforeAll(async () => {
  bed = await startBed({ images });
  await bed.apply([
    ...surroundings,
    namespace('operators'),
    prometheus('main'),
    deployment('lab'),
    service('lab', 'lab'),
    astray,
    afar,
    ...cases.map(({ monitor }) => monitor),
  ]);
  main = await livePrometheus(bed, 'monitoring', 'main');
  await settled('works');
}, LONG);

afterAll(() => bed.stop(), LONG);

describe('what is selected and finds no target', () => {
  let before: Report;

  beforeAll(async () => {
    before = await askLive(bed.kubeconfig);
  }, LONG);

  it.each(named)('has no effect, and its cause is named: %s', async (_name, one) => {
    expect(await main.targets(poolOf(one.monitor))).toEqual([]);
    const finding = findingAbout(before, one.id, one.monitor.metadata.name);
    expect(finding?.severity).toBe('error');
    if (one.byHand)
      expect(finding?.fix).toMatchObject({ kind: 'advise', whyNotAutomatic: expect.stringMatching(/.{20}/) });
  });

  it(
    'is scraped after the fix',
    async () => {
      for (const { id, monitor, byHand } of cases)
        if (byHand) await byHand();
        else expect(await applyFix(bed, findingAbout(before, id, monitor.metadata.name)?.fix)).toBe(true);
      for (const { monitor } of cases) await until(`${monitor.metadata.name} is up`, async () => await isUp(monitor));
      await until('nothing is named any more', async () => {
        const after = await askLive(bed.kubeconfig);
        return cases.every(({ id, monitor }) => findingAbout(after, id, monitor.metadata.name) === undefined);
      });
    },
    LONG,
  );
});

describe('a rule that asks for another namespace', () => {
  it(
    'gets its own, which check says; excepted it gets what it asks for',
    async () => {
      const tenant = prometheus('tenant', { enforcedNamespaceLabel: 'namespace' });
      const web = serviceMonitor('tenant', 'tenant-web');
      const { metadata, ...rest } = rule('tenant', 'elsewhere', {
        record: 'tenant:lab_up',
        expr: 'lab_up{namespace="shop"}',
      });
      await bed.apply([tenant, web, { ...rest, metadata: { ...metadata, namespace: 'monitoring' } }]);
      const live = await livePrometheus(bed, 'monitoring', 'tenant');
      await until('it scrapes and evaluates', async () => {
        const [series, rules] = await Promise.all([live.query('lab_up{namespace="shop"}'), live.rules('elsewhere')]);
        return series.length > 0 && rules.some(({ health }) => health === 'ok');
      });
      expect(await live.query('tenant:lab_up')).toEqual([]);
      const finding = findingAbout(await askLive(bed.kubeconfig), 'rule-namespace-enforced', 'elsewhere');
      expect(finding).toMatchObject({ severity: 'warning', fix: { kind: 'advise' } });

      const exception = { resource: 'prometheusrules', namespace: 'monitoring', name: 'elsewhere' };
      await edit(tenant, { excludedFromEnforcement: [{ group: 'monitoring.coreos.com', ...exception }] });
      await until('it has what it asks for', async () => (await live.query('tenant:lab_up')).length > 0);
      expect(findingAbout(await askLive(bed.kubeconfig), 'rule-namespace-enforced', 'elsewhere')).toBeUndefined();
    },
    LONG,
  );
});

describe('a misspelt field', () => {
  it(
    'is lost without a word; check of the file names it, and spelt right it has its effect',
    async () => {
      const wrong = beside('misspelt', { namespaceSelector: { matchName: ['shop'] } });
      const file = join(bed.dir, 'misspelt.yaml');
      await writeFile(file, stringify(wrong));
      await bed.kubectl(['apply', '--validate=false', '-f', file]);
      await settled('works-still');
      expect(await main.targets(poolOf(wrong))).toEqual([]);
      const finding = findingAbout(
        report(analysisOf(await readFiles([file])), clusterChecks),
        'field-pruned',
        'misspelt',
      );
      expect(finding).toMatchObject({ severity: 'error', fix: { kind: 'patch' } });
      expect(JSON.stringify(finding?.evidence)).toContain('spec.namespaceSelector.matchName');

      await writeFile(file, stringify(beside('misspelt', { namespaceSelector: { matchNames: ['shop'] } })));
      await bed.kubectl(['apply', '--validate=strict', '-f', file]);
      await until('it is up', async () => await isUp(wrong));
      expect(
        report(analysisOf(await readFiles([file])), clusterChecks).findings.map(({ check }) => check),
      ).not.toContain('field-pruned');
    },
    LONG,
  );
});

describe('CRDs that are older than the operator', () => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: CRD },
  };
  const newer = serviceMonitor('main', 'newer', undefined, {
    selector: { matchLabels: { app: 'sliced' } },
    serviceDiscoveryRole: 'EndpointSlice',
  });
  /** The operator has said something of it. */
  const settledOn = async (object: KubeThing): Promise<void> => {
    await until('a binding', async () =>
      JSON.stringify((await bed.read(object))?.['status'] ?? '').includes('Accepted'),
    );
  };
  /** As most clients do, Helm among them: nobody asks for strict validation. */
  const writeAnew = async (): Promise<void> => {
    await bed.remove([newer]);
    await bed.kubectl(['create', '--validate=ignore', '-f', '-'], JSON.stringify(newer));
  };
  const kept = async (): Promise<boolean> =>
    JSON.stringify((await bed.read(newer))?.['spec']).includes('serviceDiscoveryRole');

  it(
    'take a field out, which check says; with those of the operator it stays, and the target is up',
    async () => {
      await bed.apply([
        operatorDeployment([]),
        service('sliced', 'sliced', { selector: undefined, ports: [{ name: 'http', port: 8080 }] }),
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { namespace: 'shop', name: 'sliced-1', labels: { 'kubernetes.io/service-name': 'sliced' } },
          addressType: 'IPv4',
          endpoints: [{ addresses: [await addressOfLab()], conditions: { ready: true } }],
          ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
        },
      ]);
      await rewrite(bed, refOf(definition), older);
      await until('the field is unknown', async () => {
        await writeAnew();
        return !(await kept());
      });
      await settled('works-yet');
      expect(await main.targets(poolOf(newer))).toEqual([]);
      const finding = findingAbout(await askLive(bed.kubeconfig), 'crd-older-than-operator', 'prometheus-operator');
      expect(finding).toMatchObject({ severity: 'warning', fix: { kind: 'advise' } });
      expect(finding?.because.join(' ')).toContain(`${CRD} is of 0.80.0`);

      await bed.kubectl(['apply', '--server-side', '--force-conflicts', '-f', await crdFile()]);
      // For a moment the API server still tells watchers what the old definition left of it: written again until then.
      const seen = async (): Promise<boolean> => {
        await writeAnew();
        await settledOn(newer);
        const config = await generatedConfig(bed, 'monitoring', 'prometheus-main');
        return (await kept()) && /^ {2}- role: endpointslice$/m.test(config);
      };
      await bed.waitFor(seen, { what: 'the operator sees the field', timeoutMs: 60_000, everyMs: 1000 });
      await until('it is up', async () => await isUp(newer));
      const after = await askLive(bed.kubeconfig);
      expect(findingAbout(after, 'crd-older-than-operator', 'prometheus-operator')).toBeUndefined();
    },
    LONG,
  );

  /** The definition as an older operator had it. */
  const older = (live: KubeThing): KubeThing => {
    const copy = structuredClone(live) as unknown as {
      readonly metadata: { readonly annotations: Record<string, string> };
      readonly spec: {
        readonly versions: readonly {
          readonly schema: {
            readonly openAPIV3Schema: {
              readonly properties: { readonly spec: { readonly properties: Record<string, unknown> } };
            };
          };
        }[];
      };
    };
    copy.metadata.annotations[CRD_VERSION] = '0.80.0';
    for (const { schema } of copy.spec.versions)
      delete schema.openAPIV3Schema.properties.spec.properties['serviceDiscoveryRole'];
    return copy as unknown as KubeThing;
  };
});

const addressOfLab = async (): Promise<string> => {
  const pods = await bed.list('v1', 'Pod', 'shop');
  const lab = pods.find(({ metadata }) => metadata.labels?.['app'] === 'lab');
  return (lab?.['status'] as { readonly podIP: string } | undefined)?.podIP ?? '';
};

/** The file of the operator's own definition. */
const crdFile = async (): Promise<string> => {
  const folder = programs().crds;
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const content = parse(await readFile(file, 'utf8')) as KubeThing;
    if (content.metadata.name === CRD) return file;
  }
  throw new Error(`no ${CRD} in ${folder}`);
};
