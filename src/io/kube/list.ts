import { asList, asObject, asText, isObject, parseJson } from '../../kube/json.ts';
/** Lists and single reads: raw JSON objects, or the Gap that stands in their place. */
import { apiVersionOf, versionOf } from '../../kube/resources.ts';
import { isCustomGroup } from '../../kube/refs.ts';
import { resourceOf } from '../resources.ts';
import { PromwireError } from '../../errors.ts';
import type { FailedRequest, Gap, Ref, Resource } from '../../model/index.ts';
import type { Answer } from './connect/attempt.ts';
import type { Kube } from './connect/open.ts';
import { newKept } from './kept.ts';
import type { Kept } from './kept.ts';
import { queryOf, resourcePath, versionPath } from './paths.ts';
import { nextInHead, readPage } from './page.ts';
import { answered, parseStatus, resourceName } from './status.ts';

export interface ListOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Objects per page; by default as many as weigh some four megabytes. */
  readonly limit?: number;
  /** Only metadata is asked for (PartialObjectMetadata): no spec, no data, no Secret values travel. */
  readonly metadataOnly?: boolean;
  /**
   * Rows as kubectl prints them (`columns` of RawObject) in place of objects: a hundredth of the bytes. A server that
   * knows no tables sends the objects.
   */
  readonly asTable?: boolean;
  readonly signal?: AbortSignal;
  /** What this and other lists keep together; by default it is this one alone. */
  readonly kept?: Kept;
}

export type Listed<T> =
  | { readonly kind: 'listed'; readonly items: readonly T[]; readonly resourceVersion: string }
  | { readonly kind: 'gap'; readonly gap: Gap };

/** An object as JSON.parse gave it; of its fields only apiVersion and kind are certain. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1,application/json';

function accepts({ metadataOnly, asTable }: ListOptions): { readonly accept?: string } {
  if (metadataOnly === true) return { accept: METADATA_LIST };
  return asTable === true ? { accept: TABLE } : {};
}

/** Everything a list holds, raw, with apiVersion and kind put back (lists leave them out). Throws what Kube.request throws. */
export async function list(kube: Kube, resource: Resource, options: ListOptions = {}): Promise<Listed<RawObject>> {
  return await listAs(kube, resource, options, (item) => item);
}

/** Tens of times what the largest clusters have; a server that goes on for ever is not followed. */
const MAX_PAGES = 2000;

/** As `list`; of each item is kept what `keep` makes of it, as it comes. */
export async function listAs<T>(
  kube: Kube,
  resource: Resource,
  options: ListOptions,
  keep: (item: RawObject) => T,
): Promise<Listed<T>> {
  const share = (options.kept ?? newKept()).share();
  const gap = (reason: Gap['reason'], came: Came): { kind: 'gap'; gap: Gap } => {
    share.clear();
    return { kind: 'gap', gap: requestGap(reason, resource, { verb: 'list', namespace: options.namespace }, came) };
  };
  let pageCount = 0;
  for (const version of resource.versions) {
    const items: T[] = [];
    const apiVersion = apiVersionOf(resource, version);
    let limit: number | undefined = options.limit ?? pageSize(resource);
    let token: string | undefined;
    const ask = (from: string | undefined): Asked<T> => {
      let page: T[] = [];
      const take = (item: unknown): string | undefined => {
        if (!isObject(item)) return 'holds something that is not an object';
        // Fresh from JSON.parse and ours alone: no copy of a hundred thousand objects.
        const result = keep(Object.assign(item, { apiVersion, kind: resource.kind }));
        page.push(result);
        return share.add(result);
      };
      const begin = (): typeof take => {
        page = [];
        return take;
      };
      const answer = kube.request({
        method: 'GET',
        path: resourcePath(resource, version, options.namespace) + pageQuery(options, limit, from),
        ...accepts(options),
        items: begin,
        ...(options.signal ? { signal: options.signal } : {}),
      });
      return { token: from, answer, take, page: () => page };
    };
    let answer: Answer;
    let ahead: Asked<T> | undefined;
    for (;;) {
      const asked: Asked<T> = ahead?.token === token && ahead ? ahead : ask(token);
      answer = await asked.answer;
      ahead = undefined;
      // The continue token expired while we read: once more from the start, in one piece, which cannot expire.
      if (answer.status === 410 && limit !== undefined) {
        items.length = 0;
        share.clear();
        [limit, token] = [undefined, undefined];
        continue;
      }
      if (answer.status !== 200) break;
      const next = nextInHead(answer.body);
      if (next !== undefined && next !== token) {
        // The server works on the next page while this one is parsed.
        ahead = ask(next);
        // Looked at when its turn comes.
        ahead.answer.catch(() => undefined);
      }
      const page = readPage(answer, asked.take, options.asTable === true);
      if (typeof page === 'string') return gap('invalid', { status: answer.status, problem: page });
      for (const item of asked.page()) items.push(item);
      if (page.next === undefined) return { kind: 'listed', items, resourceVersion: page.resourceVersion };
      if (page.next === token)
        return gap('invalid', { status: answer.status, problem: 'gives the same page again and again' });
      pageCount += 1;
      if (pageCount > MAX_PAGES)
        return gap('invalid', { status: answer.status, problem: `gives more than ${MAX_PAGES} pages` });
      token = page.next;
    }
    // After a page the kind is there, whatever the server now says.
    if (answer.status === 404 && pageCount > 0) return gap('unreachable', answered(answer));
    if (answer.status === 404) {
      if (!isApiServers(answer.body) || isBuiltIn(resource))
        return gap('unreachable', { ...answered(answer), foreign: true });
      continue;
    }
    if (answer.status !== 403) return gap('unreachable', answered(answer));
    // Rights are checked before the kind is looked up: what is not installed is "forbidden" to a limited user.
    if (await isServed(kube, resource, version)) return gap('forbidden', answered(answer));
  }
  return { kind: 'gap', gap: crdMissing(resource, options.namespace) };
}

/** A page that was asked for, and what of its items has been taken. */
interface Asked<T> {
  readonly token: string | undefined;
  readonly answer: Promise<Answer>;
  readonly take: (item: unknown) => string | undefined;
  readonly page: () => readonly T[];
}

/** The gap in place of a list of what the API does not serve. */
export function crdMissing(resource: Resource, namespace: string | undefined): Gap {
  return gapOf('crd-missing', resource, namespace);
}

/** Of these a page of 2000 weighs what one of 500 Pods or workloads does. */
const LIGHT: readonly string[] = [
  ...['Namespace', 'Service', 'Endpoints', 'EndpointSlice', 'ServiceMonitor', 'PodMonitor'],
  ...['Role', 'RoleBinding', 'ClusterRoleBinding'],
];

const pageSize = ({ kind }: Resource): number => (LIGHT.includes(kind) ? 2000 : 500);

function pageQuery(options: ListOptions, limit: number | undefined, token: string | undefined): string {
  return queryOf({
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    limit,
    continue: token,
    includeObject: options.asTable === true ? 'None' : undefined,
  });
}

/** What the API server says of a path that it does not serve: in its own words, or as a Status. A proxy has others. */
function isApiServers(body: string): boolean {
  return parseStatus(body) !== undefined || /^404 page not found\s*$/.test(body);
}

/** Every API server has it. */
function isBuiltIn({ group }: Resource): boolean {
  return group === '' || group === 'apps' || group === 'rbac.authorization.k8s.io';
}

/** Whether the API serves the resource. Everybody who is logged in may ask (system:discovery); in doubt, yes. */
async function isServed(kube: Kube, resource: Resource, version: string): Promise<boolean> {
  if (!isCustomGroup(resource.group)) return true;
  const answer = await kube.request({ method: 'GET', path: versionPath(resource.group, version) });
  if (answer.status === 404) return !isApiServers(answer.body);
  const served = asObject(parseJson(answer.body))['resources'];
  if (answer.status !== 200 || !Array.isArray(served)) return true;
  const names = asList(served).map((entry) => asText(asObject(entry)['name']));
  return names.includes(undefined) || names.includes(resource.plural);
}

/** One object by its Ref, `missing` where it does not exist, or the Gap. */
export type Got =
  | { readonly kind: 'found'; readonly object: RawObject }
  | { readonly kind: 'missing' }
  | { readonly kind: 'gap'; readonly gap: Gap };

/** Reads one object. Throws what Kube.request throws, and PromwireError 'usage' for a kind promwire does not know. */
export async function get(kube: Kube, ref: Ref, signal?: AbortSignal): Promise<Got> {
  const { resource, version } = known(ref);
  const path = resourcePath(resource, version, ref.namespace, ref.name);
  const answer = await kube.request({ method: 'GET', path, ...(signal ? { signal } : {}) });
  const gap = (reason: Gap['reason'], came: Came): Got => ({
    kind: 'gap',
    gap: requestGap(reason, resource, { verb: 'get', namespace: ref.namespace, name: ref.name }, came),
  });
  if (answer.status === 404) {
    // A missing object is a Status that names it; a missing kind is not.
    const named = asText(asObject(asObject(parseJson(answer.body))['details'])['name']) !== undefined;
    if (named) return { kind: 'missing' };
    return isApiServers(answer.body) && !isBuiltIn(resource)
      ? { kind: 'gap', gap: gapOf('crd-missing', resource, ref.namespace) }
      : gap('unreachable', { ...answered(answer), foreign: true });
  }
  if (answer.status !== 200) return gap(answer.status === 403 ? 'forbidden' : 'unreachable', answered(answer));
  const object = parseJson(answer.body);
  if (!isObject(object) || parseStatus(answer.body))
    return gap('invalid', { status: answer.status, problem: 'did not come as an object' });
  return { kind: 'found', object: { ...object, apiVersion: ref.apiVersion, kind: ref.kind } };
}

/** The resource and version behind an object we read or write; an unknown kind is the caller's mistake. */
export function known(ref: Pick<Ref, 'apiVersion' | 'kind'>): { resource: Resource; version: string } {
  const resource = resourceOf(ref);
  if (!resource) {
    throw new PromwireError('usage', `promwire does not know ${ref.kind} of ${ref.apiVersion}.`, 'See docs.');
  }
  return { resource, version: versionOf(ref.apiVersion) };
}

/** A gap about a kind. `sentence`: where the reason does not tell it. */
export function gapOf(
  reason: Gap['reason'],
  { group, kind }: Resource,
  namespace: string | undefined,
  sentence?: string,
): Gap {
  const reads = { group, kind, ...(namespace === undefined ? {} : { namespace }) };
  return { reason, reads, ...(sentence === undefined ? {} : { sentence }) };
}

/** What came back of a request. */
type Came = Pick<FailedRequest, 'status' | 'server' | 'user' | 'foreign' | 'problem'>;

function requestGap(
  reason: Gap['reason'],
  resource: Resource,
  { verb, namespace, name }: Pick<FailedRequest, 'verb' | 'name'> & { readonly namespace: string | undefined },
  came: Came,
): Gap {
  const scope = !resource.namespaced ? 'cluster' : namespace === undefined ? 'all-namespaces' : 'namespace';
  const asked = { verb, resource: resourceName(resource), scope, ...(name === undefined ? {} : { name }) } as const;
  return { ...gapOf(reason, resource, namespace), request: { ...asked, ...came } };
}
