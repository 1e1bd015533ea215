/** OpenMetrics 1.0, as model/textparse/openmetricslex.l and openmetricsparse.go of Prometheus v3.13 read it. */
import { BrokenPage, expected, meant, mustBeUtf8, take, takeLine, takeQuoted } from './page.ts';
import type { Entry, Page } from './page.ts';
import { METRIC, numberOf, OPENMETRICS, takeBraces } from './samples.ts';

const TYPES: readonly string[] = [
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
  'unknown',
];
const KEYWORD = /# (HELP|TYPE|UNIT) /y;
const LAST = /# EOF\n?/y;
const WORD = / [^ \n]+/y;
const EXEMPLAR = / # \{/y;

/** Every entry of a page. Throws BrokenPage. */
export function* openMetricsEntries(page: Page): Generator<Entry> {
  const { text } = page;
  for (;;) {
    if (page.at >= text.length) throw new BrokenPage(page.at, 'the page does not end with # EOF');
    if (take(page, LAST) !== undefined) {
      if (page.at < text.length) throw new BrokenPage(page.at, 'the page goes on behind # EOF');
      return;
    }
    const keyword = take(page, KEYWORD);
    const entry = keyword === undefined ? sample(page) : declared(page, keyword);
    if (page.at >= text.length) throw new BrokenPage(page.at, 'the page does not end with # EOF');
    if (text[page.at] !== '\n') expected(page, 'the end of the line');
    page.at += 1;
    yield entry;
  }
}

function declared(page: Page, keyword: string): Entry {
  const kind = keyword.includes('HELP') ? 'help' : keyword.includes('TYPE') ? 'type' : 'unit';
  const name = takeQuoted(page, true) ?? take(page, METRIC) ?? expected(page, 'the name of a metric');
  const at = page.at;
  if (page.text[at] !== ' ') expected(page, 'a space and a text');
  const words = takeLine(page).slice(1);
  if (kind === 'help') mustBeUtf8(page, at, page.at, 'the help of a metric');
  if (kind === 'type' && !TYPES.includes(words)) {
    const shown = JSON.stringify(words.slice(0, 40));
    throw new BrokenPage(at + 1, `one of ${TYPES.join(', ')} expected, found ${shown}`);
  }
  if (kind === 'unit' && words !== '' && !name.endsWith(`_${words}`))
    throw new BrokenPage(at + 1, `the unit ${JSON.stringify(words.slice(0, 40))} is not the end of the metric's name`);
  return { kind, name: meant(name), text: words };
}

function sample(page: Page): Entry {
  const bare = take(page, METRIC);
  if (bare === undefined && page.text[page.at] !== '{') expected(page, 'the name of a metric');
  const from = page.at;
  const braces =
    page.text[page.at] === '{' ? ((page.at += 1), takeBraces(page, OPENMETRICS, bare !== undefined)) : undefined;
  const name = bare ?? braces?.name;
  if (name === undefined) throw new BrokenPage(from, 'no name of a metric in the braces');
  number(page, 'a space and a value');
  const timed = !atExemplar(page) && page.text[page.at] === ' ';
  if (timed) finite(page);
  if (take(page, EXEMPLAR) !== undefined) {
    const { name: foreign } = takeBraces(page, OPENMETRICS, true);
    if (foreign !== undefined) expected(page, 'the name of a label');
    number(page, 'a space and the value of the exemplar');
    if (page.text[page.at] === ' ') finite(page);
  }
  return { kind: 'sample', sample: { name, labels: braces?.labels ?? [], timed } };
}

function atExemplar({ text, at }: Page): boolean {
  return text.startsWith(' # {', at);
}

function number(page: Page, what: string): number {
  const at = page.at + 1;
  return numberOf((take(page, WORD) ?? expected(page, what)).slice(1), at);
}

function finite(page: Page): void {
  const at = page.at + 1;
  if (!Number.isFinite(number(page, 'a time'))) throw new BrokenPage(at, 'a time is a finite number');
}
