/** An API server of a few objects, for commands that read a cluster: lists, gets, and rights by path. */
import { parse } from 'yaml';
import { findResource } from '../../src/io/resources.ts';
import { groupOf } from '../../src/kube/refs.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { profiles } from '../../src/registry.ts';
import { rawOf } from '../worlds.ts';
import { kubeconfig, standIn } from '../io/kube/api-stand-in.ts';
import type { Reply, Seen } from '../io/kube/api-stand-in.ts';
import type { Answer } from './ask.ts';
import { inFolder, run, write } from './ask.ts';

const PATH = /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/([^/]+)(?=\/))?\/([^/?]+)(?:\/([^/?]+))?(?:\?|$)/;

/** A request that is passed on to a pod or Service: "monitoring/prometheus-k8s-0", "/api/v1/targets", its query. */
const PROXY = /^\/api\/v1\/namespaces\/([^/]+)\/(?:pods|services)\/([^/:%]+)(?::|%3A)[^/]+\/proxy(\/[^?]*)(?:\?(.*))?$/;

/** What runs in the pods and Services; undefined: nothing answers there. */
export type Running = (where: string, path: string, query: URLSearchParams) => Reply | undefined;

/** What a request asks for: "list /services" everywhere, "list shop/services", "get shop/services/web". */
function askOf({ method, url }: Seen): { readonly verb: string; readonly where: string; readonly group: string } {
  const [, group = '', namespace = '', plural = '', name] = PATH.exec(url) ?? [];
  const verb = method === 'GET' ? (name === undefined ? 'list' : 'get') : method.toLowerCase();
  return { verb, where: `${namespace}/${plural}${name === undefined ? '' : `/${name}`}`, group };
}

/** The kinds of profiles are there where their CRD, or an object of them, is. */
function isServed(objects: readonly KubeObject[], group: string, plural: string): boolean {
  const kind = profiles
    .flatMap(({ kinds }) => kinds)
    .find((each) => each.group === group && each.api?.plural === plural);
  return (
    !kind ||
    objects.some(({ apiVersion, metadata, ...object }) =>
      object.kind === 'CustomResourceDefinition'
        ? metadata.name === `${plural}.${group}`
        : object.kind === kind.kind && groupOf(apiVersion) === group,
    )
  );
}

/** How an API server of these objects answers. `may`: what is allowed, by "VERB NAMESPACE/PLURAL[/NAME]", but for `running`. */
export function clusterOf(
  objects: readonly KubeObject[],
  may: (asked: string) => boolean = () => true,
  running: Running = () => undefined,
): (seen: Seen) => Reply {
  return (seen) => {
    if (seen.url.startsWith('/version')) return { body: { gitVersion: 'v1.36.3' } };
    const [, home = '', pod = '', path = '', query = ''] = PROXY.exec(seen.url) ?? [];
    const answered = path === '' ? undefined : running(`${home}/${pod}`, path, new URLSearchParams(query));
    if (answered) return answered;
    const { verb, where, group } = askOf(seen);
    if (!may(`${verb} ${where}`))
      return { status: 403, body: { kind: 'Status', status: 'Failure', message: `${where} is forbidden: no right` } };
    // A dry run: the server would have what it is given.
    if (verb === 'patch') return { body: parse(seen.body) };
    const [namespace = '', plural = '', name] = where.split('/');
    if (!isServed(objects, group, plural)) return { status: 404, body: '404 page not found' };
    const found = objects.filter(
      ({ apiVersion, kind, metadata }) =>
        groupOf(apiVersion) === group &&
        findResource(group, kind)?.plural === plural &&
        (namespace === '' || metadata.namespace === namespace) &&
        (name === undefined || metadata.name === name),
    );
    const items = found.map(rawOf);
    if (verb === 'list') return { body: { metadata: { resourceVersion: '1' }, items } };
    return items[0]
      ? { body: items[0] }
      : { status: 404, body: { kind: 'Status', status: 'Failure', details: { name }, message: 'not found' } };
  };
}

/** Runs a command against these objects, with rights as in `clusterOf`. */
export async function onCluster(
  objects: readonly KubeObject[],
  argv: readonly string[],
  may: (asked: string) => boolean = () => true,
  running: Running = () => undefined,
): Promise<Answer & { readonly asked: readonly string[] }> {
  const server = await standIn(clusterOf(objects, may, running));
  try {
    return await inFolder(async (folder) => {
      const file = write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${server.port}`));
      const answer = await run([...argv, '--kubeconfig', file]);
      const asked = server.seen.map((seen) => askOf(seen)).map(({ verb, where }) => `${verb} ${where}`);
      return { ...answer, asked };
    });
  } finally {
    await server.stop();
  }
}
