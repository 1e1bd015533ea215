/** What every page has: its policy, style, script, head and columns. */
import { pageScript, pageScriptHash, pageStyle, pageStyleHash } from '../../generated/page.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { nodeHtml, rowsHtml } from './rows.ts';
import type { Ids } from './rows.ts';
import type { Row, Section, State } from './wiring.ts';

const MARK = '<meta name="generator" content="promwire">';

/** Is that a page of ours, of whatever report? */
export function isPage(text: string): boolean {
  return text.includes(MARK);
}

export interface PageParts {
  /** Of the window. */
  readonly title: string;
  /** What was looked at. */
  readonly of: string;
  readonly counts: Markup;
  /** Between the head and the columns. */
  readonly before?: readonly (Markup | undefined)[];
  /** Before the columns. */
  readonly lead?: Markup | undefined;
  readonly sections: readonly Markup[];
  /** In place of sections, where there is none. */
  readonly empty: string;
  readonly after: Markup;
}

export function pageHtml({ title, of, counts, before = [], sections, empty, after, lead }: PageParts): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${pageStyleHash}'; script-src '${pageScriptHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
${{ markup: MARK }}
<title>promwire: ${title}</title>
<style>${{ markup: pageStyle }}</style>
<script>${{ markup: pageScript }}</script>
</head>
<body>
<header>
<h1>promwire <span>${of}</span></h1>
${counts}
<label class="search js"><span class="sr">Search objects, namespaces, causes and addresses</span><input type="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-controls="wiring"><kbd aria-hidden="true">/</kbd></label>
<p class="found js" role="status"></p>
</header>
${before.flatMap((part) => part ?? [])}
<main id="wiring">
${lead}<div class="heads" aria-hidden="true"><span>Prometheus, Alertmanager, Grafana</span><div><span>Monitors, rules, dashboards</span><div><span>Services, pods</span><span>Targets</span></div></div></div>
${sections.length === 0 ? markup`<p class="empty">${empty}</p>` : sections}
</main>
${after}
</body>
</html>
`.markup;
}

/** A page, or its part of one cluster. */
export interface ClusterParts extends Pick<PageParts, 'before' | 'sections' | 'empty' | 'after'> {
  readonly rows: readonly Section[];
}

/** A state, and what one and many rows of it are called. */
export type Filter = readonly [state: State, one: string, many: string];

/** How many rows of each state; each count is a button that shows these alone. */
export function countsHtml(sections: readonly Section[], filters: readonly Filter[]): Markup {
  return markup`<ul class="counts">${counted(sections, filters).map(
    ({ state, n, word }) =>
      markup`<li class="${state}${n === 0 ? ' zero' : ''}"><button type="button" data-state="${state}" aria-pressed="false"><b>${n}</b> ${word}</button></li>`,
  )}</ul>`;
}

/** The same for the title of the window: "3 broken, 0 warnings, 1 not known". */
export function countsText(sections: readonly Section[], filters: readonly Filter[]): string {
  return counted(sections, filters)
    .map(({ n, word }) => `${n} ${word}`)
    .join(', ');
}

function counted(
  sections: readonly Section[],
  filters: readonly Filter[],
): readonly { readonly state: State; readonly n: number; readonly word: string }[] {
  const rows = sections.flatMap((section) => section.rows);
  return filters.map(([state, one, many]) => {
    const n = rows.filter((row) => shownAs(row) === state).length;
    return { state, n, word: n === 1 ? one : many };
  });
}

function shownAs({ state }: Row): State {
  return state === 'idle' ? 'ok' : state;
}

/** A stack, and its rows. */
export function sectionHtml(
  { stack, state, rows }: Section,
  ids: Ids,
  facts: readonly string[] = [],
  troubles: readonly string[] = [],
): Markup {
  const card = stack ? nodeHtml(stack, ids, state) : markup`<div class="node none">no stack</div>`;
  return markup`<section class="stack ${state}" aria-label="${stack ? `${stack.kind} ${stack.name}` : 'no stack'}"><div class="card">${card}${facts.map((fact) => markup`<p>${fact}</p>`)}${troubles.map((trouble) => markup`<p class="trouble">${trouble}</p>`)}</div>${rows.length > 0 ? rowsHtml(rows, ids) : undefined}</section>
`;
}

/** A list at the bottom of the page. */
export function listHtml(heading: string, all: readonly string[]): Markup | undefined {
  return all.length === 0
    ? undefined
    : markup`<h2>${heading}</h2><ul>${all.map((text) => markup`<li>${text}</li>`)}</ul>`;
}
