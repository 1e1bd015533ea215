/** One page of a list: its objects, and where the next one begins. */
import { asList, asObject, asText, isObject, parseJson } from '../../kube/json.ts';
import type { KubeObject } from '../../model/index.ts';
import { project } from '../projection/index.ts';

/** An object as JSON.parse gave it; of its fields only apiVersion and kind are certain. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** What is listed; lists leave it out of their items. */
export interface PageOf {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface PageEnd {
  readonly next: string | undefined;
  readonly resourceVersion: string;
}

export interface Page extends PageEnd {
  readonly items: readonly RawObject[];
}

/** A page of which only the projection is kept. `broken`: why an object could not be understood. */
export interface ProjectedPage extends PageEnd {
  readonly objects: readonly KubeObject[];
  readonly broken: readonly string[];
}

/** Reads a page; a text is what is wrong with it. */
export function readPage(body: string, { apiVersion, kind }: PageOf): Page | string {
  const answer = parseJson(body);
  if (!isObject(answer)) return 'is not JSON: is a proxy or a login page in between';
  const table = answer['kind'] === 'Table';
  if (!table && !Array.isArray(answer['items']) && answer['items'] !== null) return 'has no items';
  const items: RawObject[] = [];
  for (const item of table ? rowsOf(answer) : asList(answer['items'])) {
    if (!isObject(item)) return 'holds something that is not an object';
    // Fresh from JSON.parse and ours alone: no copy of a hundred thousand objects.
    items.push(Object.assign(item, { apiVersion, kind }));
  }
  const metadata = asObject(answer['metadata']);
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

/** Reads and projects a page. `metadataOnly`: the body of its objects is empty, as it was not asked for. */
export function projectedPage(body: string, of: PageOf, metadataOnly: boolean): ProjectedPage | string {
  const page = readPage(body, of);
  if (typeof page === 'string') return page;
  const objects: KubeObject[] = [];
  const broken: string[] = [];
  const origin = { source: 'cluster' } as const;
  for (const item of page.items) {
    const object = project(item, origin);
    if ('invalid' in object) broken.push(object.invalid);
    else objects.push(metadataOnly ? { ...object, body: {} } : object);
  }
  return { objects, broken, next: page.next, resourceVersion: page.resourceVersion };
}

/** So much of a list stands before its items. */
const HEAD_BYTES = 4096;

/**
 * The token of the next page, where it can be seen before the page is parsed: the API server writes the metadata of a list
 * before its items. undefined where it is not there, which says nothing.
 */
export function nextInHead(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(HEAD_BYTES, bytes.byteLength)).toString('latin1');
  const items = head.indexOf('"items"');
  return /"continue":"([\w.~+/=-]+)"/.exec(items < 0 ? head : head.slice(0, items))?.[1];
}
