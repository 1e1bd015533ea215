/** An API server whose objects can be changed by JSON patches, as a real one applies them. */
import { jsonPatched } from '../../src/io/files/kustomize/json-patch.ts';
import { findResource } from '../../src/io/resources.ts';
import { parseJson, stringAt } from '../../src/kube/json.ts';
import { groupOf } from '../../src/kube/refs.ts';
import type { JsonObject, KubeObject } from '../../src/model/index.ts';
import { inFolder, run, write } from './ask.ts';
import type { Answer } from './ask.ts';
import { clusterOf } from './cluster.ts';
import { kubeconfig, standIn, status } from '../io/kube/api-stand-in.ts';
import type { Reply, Seen } from '../io/kube/api-stand-in.ts';
import { rawOf } from '../worlds.ts';

export interface Changeable {
  readonly answer: (seen: Seen) => Reply;
  /** As they are now. */
  readonly objects: () => readonly JsonObject[];
  /** What was read, without its page and version. */
  readonly reads: readonly string[];
  /** Stored writes, by the path of the object. */
  readonly writes: readonly string[];
  /** Changes an object behind promwire's back. */
  readonly change: (name: string, change: (object: JsonObject) => JsonObject) => void;
}

/** `around`: what happens at the n-th stored write, in place of an answer. */
export function changeable(
  objects: readonly KubeObject[],
  around: (n: number) => Reply | undefined = () => undefined,
): Changeable {
  let version = 1;
  let live = objects.map((object, i): JsonObject => {
    const raw = rawOf(object) as unknown as JsonObject;
    const metadata = raw['metadata'] as JsonObject;
    return { ...raw, metadata: { ...metadata, uid: `u-${i}`, resourceVersion: '1' } };
  });
  const reads: string[] = [];
  const writes: string[] = [];
  const put = (next: JsonObject): void => {
    const metadata = next['metadata'] as JsonObject;
    version += 1;
    const stored = { ...next, metadata: { ...metadata, resourceVersion: String(version) } };
    live = live.map((each) => ((each['metadata'] as JsonObject)['uid'] === metadata['uid'] ? stored : each));
  };
  return {
    reads,
    writes,
    objects: () => live,
    change: (name, change) => {
      const object = live.find(
        (each) => each['kind'] !== 'Service' && (each['metadata'] as JsonObject)['name'] === name,
      );
      if (object) put(change(object));
    },
    answer: (seen) => {
      if (seen.method === 'GET') reads.push(seen.url.replace(/\?.*/, ''));
      return patched(seen) ?? clusterOf(live.map(objectOf))(seen);
    },
  };

  function patched({ method, url, body }: Seen): Reply | undefined {
    const [, namespace, plural = '', name] = /\/namespaces\/([^/]+)\/([^/]+)\/([^/?]+)\?/.exec(url) ?? [];
    if (method !== 'PATCH') return undefined;
    const object = live.find((each) => {
      const metadata = each['metadata'] as JsonObject;
      const known = findResource(groupOf(stringAt(each, 'apiVersion') ?? ''), stringAt(each, 'kind') ?? '');
      return metadata['name'] === name && metadata['namespace'] === namespace && known?.plural === plural;
    });
    const operations = parseJson(body);
    if (!object || !Array.isArray(operations)) return { status: 404, body: { kind: 'Status', message: 'not found' } };
    const next = jsonPatched(object, operations as readonly JsonObject[]);
    if (!next) return status(422, 'Invalid', 'the server rejected our request due to an error in our request');
    const [was, now] = [object['metadata'] as JsonObject, next['metadata'] as JsonObject];
    if (was['uid'] !== now['uid'] || was['resourceVersion'] !== now['resourceVersion'])
      return { status: 409, body: { kind: 'Status', reason: 'Conflict', message: 'the object has been modified' } };
    if (url.includes('dryRun=All')) return { body: next };
    writes.push(`${namespace}/${plural}/${name}`);
    const instead = around(writes.length);
    if (instead?.status !== undefined) return instead;
    put(managed(next));
    return instead ?? { body: next };
  }
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
