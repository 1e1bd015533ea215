import { gunzipSync } from 'node:zlib';
import type { Bed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';

/* What the real components say, asked by the tests themselves and not through promwire. */

export interface LiveTarget {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: string;
  readonly lastError: string;
}
export interface LiveRule {
  readonly name: string;
  readonly type: string;
  readonly health: string;
  readonly state?: string;
}
export interface LiveSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** One running Prometheus, asked on its pod's own address. */
export interface LivePrometheus {
  /** Active targets whose pool's name has the text. */
  targets(pool: string): Promise<readonly LiveTarget[]>;
  query(expression: string): Promise<readonly LiveSample[]>;
  /** Rules of groups whose file has the text. */
  rules(file: string): Promise<readonly LiveRule[]>;
}

const getJson = async <T>(url: string): Promise<T> => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
};

/** Waits until that Prometheus is ready. */
export const livePrometheus = async (
  bed: Bed,
  namespace: string,
  name: string,
  replica = 0,
  shard = 0,
): Promise<LivePrometheus> => {
  const url = await bed.prometheusUrl(namespace, name, { replica, shard });
  return {
    targets: async (pool) => {
      const { data } = await getJson<{ readonly data: { readonly activeTargets: readonly LiveTarget[] } }>(
        `${url}/api/v1/targets?state=active`,
      );
      return data.activeTargets.filter(({ scrapePool }) => scrapePool.includes(pool));
    },
    query: async (expression) => {
      const { data } = await getJson<{ readonly data: { readonly result: readonly LiveSample[] } }>(
        `${url}/api/v1/query?query=${encodeURIComponent(expression)}`,
      );
      return data.result;
    },
    rules: async (file) => {
      const { data } = await getJson<{
        readonly data: { readonly groups: readonly { readonly file: string; readonly rules: readonly LiveRule[] }[] };
      }>(`${url}/api/v1/rules`);
      return data.groups.filter((group) => group.file.includes(file)).flatMap((group) => group.rules);
    },
  };
};

/** The configuration that the operator generated into a Secret; '' while there is none. */
export const generatedConfig = async (bed: Bed, namespace: string, name: string): Promise<string> => {
  const secret = await bed.read({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name } });
  const zipped = (secret?.['data'] as Readonly<Record<string, string>> | undefined)?.['prometheus.yaml.gz'];
  // Of a Prometheus that nobody configures it is there, and empty.
  return zipped === undefined || zipped === '' ? '' : gunzipSync(Buffer.from(zipped, 'base64')).toString('utf8');
};

/** The job names of the configuration that the operator generated for a Prometheus; [] while there is none. */
export const generatedJobs = async (bed: Bed, namespace: string, name: string): Promise<readonly string[]> => {
  const text = await generatedConfig(bed, namespace, `prometheus-${name}`);
  return [...text.matchAll(/^- job_name: (\S+)$/gm)].map(([, job = '']) => job);
};

interface Served {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** What the cluster counts, stamps and announces by itself. */
const STAMPED: readonly string[] = ['resourceVersion', 'managedFields'];
const PASSING: readonly string[] = ['Event', 'Lease', 'APIService', 'ComponentStatus'];

/** The API server answers 429 while it prepares the storage of a new kind. */
const itemsOf = async (bed: Bed, path: string): Promise<readonly KubeThing[]> =>
  await bed.waitFor(
    async () => {
      const answer = await bed.api.request('GET', path);
      if (answer.status === 429) return undefined;
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
      return (JSON.parse(answer.body) as { readonly items: readonly KubeThing[] }).items;
    },
    { what: path },
  );

/**
 * Every object of every kind in every namespace that the API server lists, by "kind namespace/name", but for those
 * that somebody's controller owns; without resourceVersion, managedFields and status.
 */
export const everything = async (bed: Bed): Promise<Readonly<Record<string, unknown>>> => {
  const groups = await bed.api.json<{
    readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
  }>('GET', '/apis');
  const roots = ['/api/v1', ...groups.groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
  const found: Record<string, unknown> = {};
  for (const root of roots) {
    const { resources } = await bed.api.json<{ readonly resources: readonly Served[] }>('GET', root);
    const listable = resources.filter(
      ({ name, kind, verbs }) => !name.includes('/') && verbs.includes('list') && !PASSING.includes(kind),
    );
    const lists = await Promise.all(
      listable.map(async ({ name, kind }) => ({ kind, items: await itemsOf(bed, `${root}/${name}`) })),
    );
    for (const { kind, items } of lists)
      for (const item of items) {
        if ((item.metadata.ownerReferences ?? []).length > 0) continue;
        const { status: _status, ...rest } = item;
        const metadata = Object.fromEntries(Object.entries(item.metadata).filter(([key]) => !STAMPED.includes(key)));
        found[`${root} ${kind} ${item.metadata.namespace ?? ''}/${item.metadata.name}`] = { ...rest, metadata };
      }
  }
  return found;
};

/** resourceVersions of named objects, to see that nobody wrote them. */
export const versionsOf = async (
  bed: Bed,
  objects: readonly Pick<KubeThing, 'apiVersion' | 'kind' | 'metadata'>[],
): Promise<readonly string[]> =>
  await Promise.all(
    objects.map(async (object) => {
      const live = await bed.read(object);
      return `${object.kind} ${object.metadata.name} ${live?.metadata.resourceVersion ?? 'absent'}`;
    }),
  );
