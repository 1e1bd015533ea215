/** What a search over the documentation finds: by the beginnings of words, and with slips of the pen. */
import MiniSearch from 'minisearch';

/** A section of a page. */
export interface SiteDocument {
  /** Its place in the site, with the anchor. */
  readonly at: string;
  readonly page: string;
  /** Empty for what is below the title of the page. */
  readonly title: string;
  readonly group: string;
  readonly text: string;
}

export interface Hit {
  readonly document: SiteDocument;
  /** Words of the text that were found. */
  readonly words: readonly string[];
}

export type Find = (query: string) => readonly Hit[];

/** So many are shown, and so many sections of one page, but for messages, each of which is an answer of its own. */
const FEW = 24;
const OF_A_PAGE = 2;
const MESSAGES = 'messages.html';
/** Words of less than this are taken as they are. */
const SHORT = 4;

/** How much a section counts for who comes with a question, besides how well its words fit. */
const WEIGHT: Readonly<Record<string, number>> = { Cause: 1.4, Learn: 1.2, Do: 1.2, Runbook: 0.8, Understand: 0.7 };
const CHANGELOG = 0.25;

/** Makes the index; every later question is answered from it. */
export function finder(documents: readonly SiteDocument[]): Find {
  const index = new MiniSearch<{ readonly id: number } & SiteDocument>({
    fields: ['page', 'title', 'text'],
    storeFields: ['id'],
    tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''),
  });
  index.addAll(documents.map((document, id) => ({ id, ...document })));
  const weightOf = (id: number): number => {
    const document = documents[id];
    if (!document) return 1;
    return document.at.startsWith('changelog') ? CHANGELOG : (WEIGHT[document.group] ?? 1);
  };
  const places = new Set(documents.map(({ at }) => pageOf(at)));
  /** Who types the name of a page or command wants its page. */
  const named = (id: number, query: string): number => {
    const { at = '', title = '' } = documents[id] ?? {};
    const name = query.trim().toLowerCase();
    if (title === '') return nameOf(at) === name ? 0 : 2;
    return title === `promwire ${name}` ? 1 : 2;
  };
  return (query) => {
    const left = new Map([...places].map((place) => [place, place === MESSAGES ? FEW : OF_A_PAGE]));
    return index
      .search(query, {
        boost: { page: 3, title: 2.5 },
        prefix: (word, at, words) => word.length >= SHORT || at === words.length - 1,
        fuzzy: (word) => (word.length > SHORT ? 0.2 : false),
        weights: { fuzzy: 0.3, prefix: 0.35 },
        boostDocument: (id) => weightOf(Number(id)),
      })
      .toSorted((a, b) => named(Number(a.id), query) - named(Number(b.id), query))
      .flatMap(({ id, terms }) => {
        const document = documents[Number(id)];
        if (!document) return [];
        const place = pageOf(document.at);
        const more = left.get(place) ?? 0;
        left.set(place, more - 1);
        return more > 0 ? [{ document, words: terms }] : [];
      })
      .slice(0, FEW);
  };
}

const pageOf = (at: string): string => at.split('#')[0] ?? '';
const nameOf = (at: string): string => pageOf(at).replace(/^.*\/|\.html$/g, '');

/** The part of a text around the first of its words that were found. */
export function excerpt(text: string, words: readonly string[], length = 180): string {
  const low = text.toLowerCase();
  const places = words.map((word) => low.indexOf(word)).filter((at) => at >= 0);
  const first = places.length === 0 ? 0 : Math.min(...places);
  const from = first < length / 2 ? 0 : text.lastIndexOf(' ', first - length / 4) + 1;
  const to = from + length >= text.length ? text.length : text.lastIndexOf(' ', from + length);
  return `${from > 0 ? '… ' : ''}${text.slice(from, Math.max(to, from))}${to < text.length ? ' …' : ''}`;
}
