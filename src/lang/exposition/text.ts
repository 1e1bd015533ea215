/**
 * The text format of Prometheus, versions 0.0.4 and 1.0.0, as model/textparse/promlex.l and promparse.go of Prometheus
 * v3.13 read it.
 */
import { BrokenPage, expected, meant, mustBeUtf8, take, takeLine, takeQuoted } from './page.ts';
import type { Entry, Page } from './page.ts';
import { METRIC, numberOf, takeBraces, TEXT } from './samples.ts';

const TYPES: readonly string[] = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const VALUE = /[^{ \t\n]+/y;
const TIME = /[0-9]+/y;
const LAST_TIME = 2n ** 63n - 1n;
const KEYWORD = /#[ \t]+(HELP|TYPE)[ \t]+/y;

/** Every entry of a page. Throws BrokenPage. */
export function* textEntries(page: Page): Generator<Entry> {
  const { text } = page;
  while (page.at < text.length) {
    take(page, TEXT.blanks);
    const char = text[page.at];
    if (char === undefined || char === '\0') return;
    const entry = char === '#' ? comment(page) : char === '\n' ? undefined : sample(page);
    // Prometheus puts one at the end of the page where there is none.
    if (page.at < text.length && text[page.at] !== '\n') expected(page, 'the end of the line');
    page.at += 1;
    if (entry) yield entry;
  }
}

function comment(page: Page): Entry | undefined {
  const keyword = take(page, KEYWORD);
  if (keyword === undefined) {
    takeLine(page);
    return undefined;
  }
  const kind = keyword.includes('HELP') ? 'help' : 'type';
  const name = takeQuoted(page, true) ?? take(page, METRIC) ?? expected(page, 'the name of a metric');
  const at = page.at;
  const rest = takeLine(page);
  const words = /^[ \t]*$/.test(rest) ? '' : rest.slice(1);
  if (kind === 'help') mustBeUtf8(page, at, page.at, 'the help of a metric');
  if (kind === 'type' && !TYPES.includes(words)) {
    const shown = JSON.stringify(words.slice(0, 40));
    throw new BrokenPage(at, `one of ${TYPES.join(', ')} expected, found ${shown}`);
  }
  return { kind, name: meant(name), text: words };
}

function sample(page: Page): Entry {
  const bare = take(page, METRIC);
  if (bare === undefined && page.text[page.at] !== '{') expected(page, 'the name of a metric');
  if (bare !== undefined) take(page, TEXT.blanks);
  const from = page.at;
  const braces = page.text[page.at] === '{' ? ((page.at += 1), takeBraces(page, TEXT, bare !== undefined)) : undefined;
  const name = bare ?? braces?.name;
  if (name === undefined) throw new BrokenPage(from, 'no name of a metric in the braces');
  take(page, TEXT.blanks);
  const at = page.at;
  numberOf(take(page, VALUE) ?? expected(page, 'a value'), at);
  take(page, TEXT.blanks);
  const when = page.at;
  const time = take(page, TIME);
  if (time !== undefined && BigInt(time.slice(0, 40)) > LAST_TIME)
    throw new BrokenPage(when, 'a time in milliseconds fits into 64 bits');
  const timed = time !== undefined;
  take(page, TEXT.blanks);
  return { kind: 'sample', sample: { name, labels: braces?.labels ?? [], timed } };
}
