/** An API server whose objects can be changed by JSON patches, as a real one applies them. */
import { jsonPatched } from '../../src/io/files/kustomize/json-patch.ts';
import { findResource } from '../../src/io/resources.ts';
import { isObject, parseJson, stringAt } from '../../src/kube/json.ts';
import { groupOf } from '../../src/kube/refs.ts';
import type { JsonObject, KubeObject, PrintedFix } from '../../src/model/index.ts';
import { inFolder, run, write } from './ask.ts';
import type { Answer } from './ask.ts';
import { clusterOf } from './cluster.ts';
import type { Running } from './cluster.ts';
import { kubeconfig, standIn, status } from '../io/kube/api-stand-in.ts';
import type { Reply, Seen } from '../io/kube/api-stand-in.ts';
import { rawOf } from '../worlds.ts';

export interface Changeable {
  readonly answer: (seen: Seen) => Reply;
  /** As they are now. */
  readonly objects: () => readonly JsonObject[];
  /** What was read, without its page and version; nothing that was passed on to a pod or Service. */
  readonly reads: readonly string[];
  /** What was asked of pods and Services, likewise. */
  readonly passed: readonly string[];
  /** Writes that were only tried, by the path of the object. */
  readonly trials: readonly string[];
  /** Stored writes, by the path of the object. */
  readonly writes: readonly string[];
  /** Changes an object behind promwire's back. */
  readonly change: (name: string, change: (object: JsonObject) => JsonObject) => void;
}

/** `around`: what happens at the n-th stored write, in place of an answer. `running`: what runs in its pods. */
export function changeable(
  objects: readonly KubeObject[],
  around: (n: number) => Reply | undefined = () => undefined,
  running?: Running,
): Changeable {
  let version = 1;
  let live = objects.map((object, i): JsonObject => {
    const raw = rawOf(object) as unknown as JsonObject;
    const metadata = raw['metadata'] as JsonObject;
    return { ...raw, metadata: { ...metadata, uid: `u-${i}`, resourceVersion: '1' } };
  });
  const reads: string[] = [];
  const passed: string[] = [];
  const trials: string[] = [];
  const writes: string[] = [];
  const put = (next: JsonObject): void => {
    const metadata = next['metadata'] as JsonObject;
    version += 1;
    const stored = { ...next, metadata: { ...metadata, resourceVersion: String(version) } };
    live = live.map((each) => ((each['metadata'] as JsonObject)['uid'] === metadata['uid'] ? stored : each));
  };
  return {
    reads,
    passed,
    trials,
    writes,
    objects: () => live,
    change: (name, change) => {
      const object = live.find(
        (each) => each['kind'] !== 'Service' && (each['metadata'] as JsonObject)['name'] === name,
      );
      if (object) put(change(object));
    },
    answer: (seen) => {
      const path = seen.url.replace(/\?.*/, '');
      if (path.includes('/proxy/')) passed.push(path);
      else if (seen.method === 'GET') reads.push(path);
      return patched(seen) ?? clusterOf(live.map(objectOf), undefined, running)(seen);
    },
  };

  function patched({ method, url, body }: Seen): Reply | undefined {
    const [, namespace, plural = '', name = ''] = /\/namespaces\/([^/]+)\/([^/]+)\/([^/?]+)(?:\?|$)/.exec(url) ?? [];
    if (method !== 'PATCH' && method !== 'DELETE') return undefined;
    const object = live.find((each) => {
      const metadata = each['metadata'] as JsonObject;
      const known = findResource(groupOf(stringAt(each, 'apiVersion') ?? ''), stringAt(each, 'kind') ?? '');
      return metadata['name'] === name && metadata['namespace'] === namespace && known?.plural === plural;
    });
    const dry = url.includes('dryRun=All') || body.includes('"dryRun":["All"]');
    if (dry) trials.push(`${namespace}/${plural}/${name}`);
    if (method === 'DELETE') {
      if (!object) return { status: 404, body: { kind: 'Status', message: 'not found' } };
      if (!dry) {
        writes.push(`-${namespace}/${plural}/${name}`);
        live = live.filter((each) => each !== object);
      }
      return { body: { kind: 'Status', status: 'Success' } };
    }
    const operations = parseJson(body);
    if (isObject(operations)) {
      const { metadata, ...rest } = operations;
      const known = (object?.['metadata'] ?? { uid: `made-${name}` }) as JsonObject;
      const given = metadata as JsonObject;
      const maps = { labels: together(known, given, 'labels'), annotations: together(known, given, 'annotations') };
      const applied = managed({ ...object, ...rest, metadata: { ...known, ...given, ...maps } });
      if (dry) return { body: applied };
      writes.push(`+${namespace}/${plural}/${name}`);
      if (object) put(applied);
      else live = [...live, applied];
      return { status: object ? 200 : 201, body: applied };
    }
    if (!object || !Array.isArray(operations)) return { status: 404, body: { kind: 'Status', message: 'not found' } };
    const next = jsonPatched(object, operations as readonly JsonObject[]);
    if (!next) return status(422, 'Invalid', 'the server rejected our request due to an error in our request');
    const [was, now] = [object['metadata'] as JsonObject, next['metadata'] as JsonObject];
    if (was['uid'] !== now['uid'] || was['resourceVersion'] !== now['resourceVersion'])
      return { status: 409, body: { kind: 'Status', reason: 'Conflict', message: 'the object has been modified' } };
    if (dry) return { body: next };
    writes.push(`${namespace}/${plural}/${name}`);
    const instead = around(writes.length);
    if (instead?.status !== undefined) return instead;
    put(managed(next));
    return instead ?? { body: next };
  }
}

/** A map of the metadata after an apply or a merge patch: null takes a key away. */
function together(known: JsonObject, given: JsonObject, map: string): JsonObject {
  const all = { ...((known[map] ?? {}) as JsonObject), ...((given[map] ?? {}) as JsonObject) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** As the API server notes who wrote an annotation. */
function managed(object: JsonObject): JsonObject {
  const metadata = object['metadata'] as JsonObject;
  const mine = Object.keys((metadata['annotations'] ?? {}) as JsonObject).filter((key) =>
    key.startsWith('promwire.dev/'),
  );
  const fieldsV1 = { 'f:metadata': { 'f:annotations': Object.fromEntries(mine.map((key) => [`f:${key}`, {}])) } };
  return {
    ...object,
    metadata: { ...metadata, managedFields: [{ manager: 'promwire', operation: 'Update', fieldsV1 }] },
  };
}

/** A raw object as clusterOf takes it. */
function objectOf(raw: JsonObject): KubeObject {
  const { apiVersion, kind, metadata, ...body } = raw as unknown as KubeObject & JsonObject;
  return { apiVersion, kind, metadata, body, origin: { source: 'cluster' } };
}

/** Without what the API server stamps. */
export const plain = (object: JsonObject): unknown => {
  const { resourceVersion: _v, managedFields: _m, annotations = {}, ...metadata } = object['metadata'] as JsonObject;
  // An empty map is none to the API server.
  return { ...object, metadata: { ...metadata, annotations } };
};

/** Runs commands one after the other against such a server. */
export async function onChangeable(
  cluster: Changeable,
  ...commands: readonly (readonly string[])[]
): Promise<readonly Answer[]> {
  return await untilAborted(cluster, new AbortController().signal, ...commands);
}

/** The same; `signal` is Ctrl-C. */
export async function untilAborted(
  { answer }: Changeable,
  signal: AbortSignal,
  ...commands: readonly (readonly string[])[]
): Promise<readonly Answer[]> {
  const server = await standIn(answer);
  try {
    return await inFolder(async (folder) => {
      const file = write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${server.port}`));
      const answers: Answer[] = [];
      for (const argv of commands) answers.push(await run([...argv, '--kubeconfig', file], signal));
      return answers;
    });
  } finally {
    await server.stop();
  }
}

/** Findings that are left without a reason. */
export function unexplained({ left, report }: PrintedFix): readonly string[] {
  const told = left.flatMap(({ object, checks = [] }) => checks.map((check) => `${check} ${JSON.stringify(object)}`));
  return report.findings
    .filter(({ severity }) => severity !== 'info')
    .filter(({ check, object, fix }) => {
      const changed = fix && 'object' in fix ? [fix.object] : [];
      return ![object, ...changed].some((ref) => told.includes(`${check} ${JSON.stringify(ref)}`));
    })
    .map(({ check, object }) => `${check} ${object.name}`);
}
