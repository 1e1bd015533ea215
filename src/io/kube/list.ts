import { asList, asObject, asText, isObject, isTooMuch, parseJson } from '../../kube/json.ts';
/** Lists and single reads: raw JSON objects, or the Gap that stands in their place. */
import { apiVersionOf, versionOf } from '../../kube/resources.ts';
import { isCustomGroup } from '../../kube/refs.ts';
import { resourceOf } from '../resources.ts';
import { PromwireError } from '../../errors.ts';
import type { FailedRequest, Gap, Ref, Resource } from '../../model/index.ts';
import type { Answer } from './connect/attempt.ts';
import type { Kube } from './connect/open.ts';
import { queryOf, resourcePath, versionPath } from './paths.ts';
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
}

/** `items` are raw, with apiVersion and kind put back (lists leave them out). */
export type Listed =
  | { readonly kind: 'listed'; readonly items: readonly RawObject[]; readonly resourceVersion: string }
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

/** Everything a list holds. Throws what Kube.request throws. */
export async function list(kube: Kube, resource: Resource, options: ListOptions = {}): Promise<Listed> {
  const items: RawObject[] = [];
  const restart = (): void => {
    items.length = 0;
  };
  const page = (more: readonly RawObject[]): void => {
    for (const item of more) items.push(item);
  };
  const done = await listPages(kube, resource, options, { page, restart });
  return done.kind === 'gap' ? done : { kind: 'listed', items, resourceVersion: done.resourceVersion };
}

/** Tens of times what the largest clusters have; a server that goes on for ever is not followed. */
const MAX_PAGES = 2000;
const MAX_OBJECTS = 500_000;

interface Pages {
  readonly page: (items: readonly RawObject[]) => void;
  /** The list starts again: discard what came so far. */
  readonly restart: () => void;
}

/** As `list`, page by page, so that a page can be let go before the next is parsed. */
export async function listPages(
  kube: Kube,
  resource: Resource,
  options: ListOptions,
  pages: Pages,
): Promise<
  { readonly kind: 'listed'; readonly resourceVersion: string } | { readonly kind: 'gap'; readonly gap: Gap }
> {
  const gap = (reason: Gap['reason'], came: Came): { kind: 'gap'; gap: Gap } => ({
    kind: 'gap',
    gap: requestGap(reason, resource, { verb: 'list', namespace: options.namespace }, came),
  });
  let pageCount = 0;
  let objects = 0;
  for (const version of resource.versions) {
    let limit: number | undefined = options.limit ?? pageSize(resource);
    let token: string | undefined;
    const ask = async (from: string | undefined): Promise<Answer> =>
      await kube.request({
        method: 'GET',
        path: resourcePath(resource, version, options.namespace) + pageQuery(options, limit, from),
        ...accepts(options),
        ...(options.signal ? { signal: options.signal } : {}),
      });
    let answer: Answer;
    let ahead: { readonly token: string; readonly answer: Promise<Answer> } | undefined;
    for (;;) {
      answer = await (ahead?.token === token && ahead ? ahead.answer : ask(token));
      ahead = undefined;
      // The continue token expired while we read: once more from the start, in one piece, which cannot expire.
      if (answer.status === 410 && limit !== undefined) {
        pages.restart();
        objects = 0;
        [limit, token] = [undefined, undefined];
        continue;
      }
      if (answer.status !== 200) break;
      const next = nextInHead(answer.body);
      if (next !== undefined && next !== token) {
        // The server works on the next page while this one is parsed.
        ahead = { token: next, answer: ask(next) };
        // Looked at when its turn comes.
        ahead.answer.catch(() => undefined);
      }
      const page = readPage(answer.body, resource, version, options.asTable === true);
      if (typeof page === 'string') return gap('invalid', { status: answer.status, problem: page });
      objects += page.items.length;
      if (objects > MAX_OBJECTS)
        return gap('invalid', { status: answer.status, problem: `gives more than ${MAX_OBJECTS} objects` });
      pages.page(page.items);
      if (page.next === undefined) return { kind: 'listed', resourceVersion: page.resourceVersion };
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

/** So much of a list is in front of its items. */
const HEAD = 4096;

/**
 * The token of the next page, where it can be seen before the page is parsed: the API server writes the metadata of a list
 * in front of its items. undefined where it is not there, which tells nothing.
 */
function nextInHead(body: string): string | undefined {
  const head = body.slice(0, HEAD);
  const items = head.indexOf('"items"');
  return /"continue":"([\w.~+/=-]+)"/.exec(items < 0 ? '' : head.slice(0, items))?.[1];
}

interface Page {
  readonly items: readonly RawObject[];
  readonly next: string | undefined;
  readonly resourceVersion: string;
}

function readPage(body: string, resource: Resource, version: string, asTable: boolean): Page | string {
  if (isTooMuch(body)) return 'holds more than any cluster has';
  const answer = parseJson(body);
  if (!isObject(answer)) return 'is not JSON: is a proxy or a login page in between';
  // Rows where objects were asked for are no list of none.
  const table = asTable && answer['kind'] === 'Table' && Array.isArray(answer['rows']);
  if (!table && !Array.isArray(answer['items']) && answer['items'] !== null) return 'has no items';
  const apiVersion = apiVersionOf(resource, version);
  const items: RawObject[] = [];
  for (const item of table ? rowsOf(answer) : asList(answer['items'])) {
    if (!isObject(item)) return 'holds something that is not an object';
    // Fresh from JSON.parse and ours alone: no copy of a hundred thousand objects.
    items.push(Object.assign(item, { apiVersion, kind: resource.kind }));
  }
  const metadata = asObject(answer['metadata']);
  if (!['string', 'undefined'].includes(typeof (metadata['continue'] ?? undefined)))
    return 'has a continue token that is not text';
  return { items, next: asText(metadata['continue']), resourceVersion: asText(metadata['resourceVersion']) ?? '' };
}

/** The rows of a Table (meta/v1) by the names of their columns. */
function rowsOf(table: Readonly<Record<string, unknown>>): readonly { readonly columns: unknown }[] {
  const names = asList(table['columnDefinitions']).map((column) => asText(asObject(column)['name']) ?? '');
  return asList(table['rows']).map((row) => {
    const cells = asList(asObject(row)['cells']);
    return { columns: Object.fromEntries(names.map((name, i) => [name, cells[i]])) };
  });
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
