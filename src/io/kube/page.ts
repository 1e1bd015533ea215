/** One page of a list, as the API server answers it. */
import { asList, asObject, asText, isObject, parseJson } from '../../kube/json.ts';
import type { Answer } from './connect/attempt.ts';

/** So much of a list is in front of its items. */
const HEAD = 4096;

/**
 * The token of the next page, where it can be seen before the page is parsed: the API server writes the metadata of a list
 * in front of its items. undefined where it is not there, which tells nothing.
 */
export function nextInHead(body: string): string | undefined {
  const head = body.slice(0, HEAD);
  const items = head.indexOf('"items"');
  return /"continue":"([\w.~+/=-]+)"/.exec(items < 0 ? '' : head.slice(0, items))?.[1];
}

interface Page {
  readonly next: string | undefined;
  readonly resourceVersion: string;
}

/** Takes the items that are still in the answer. */
export function readPage(
  { body, inPieces }: Answer,
  take: (item: unknown) => string | undefined,
  asTable: boolean,
): Page | string {
  if (inPieces?.problem !== undefined) return inPieces.problem;
  const answer = parseJson(body);
  if (!isObject(answer)) return 'is not JSON: is a proxy or a login page in between';
  // Rows where objects were asked for are no list of none.
  const table = asTable && answer['kind'] === 'Table' && Array.isArray(answer['rows']);
  if (!table && !Array.isArray(answer['items']) && answer['items'] !== null) return 'has no items';
  for (const item of table ? rowsOf(answer) : asList(answer['items'])) {
    const problem = take(item);
    if (problem !== undefined) return problem;
  }
  const metadata = asObject(answer['metadata']);
  if (!['string', 'undefined'].includes(typeof (metadata['continue'] ?? undefined)))
    return 'has a continue token that is not text';
  return { next: asText(metadata['continue']), resourceVersion: asText(metadata['resourceVersion']) ?? '' };
}

/** The rows of a Table (meta/v1) by the names of their columns. */
function rowsOf(table: Readonly<Record<string, unknown>>): readonly { readonly columns: unknown }[] {
  const names = asList(table['columnDefinitions']).map((column) => asText(asObject(column)['name']) ?? '');
  return asList(table['rows']).map((row) => {
    const cells = asList(asObject(row)['cells']);
    return { columns: Object.fromEntries(names.map((name, i) => [name, cells[i]])) };
  });
}
