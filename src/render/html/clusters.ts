/** Several clusters on one page: what they have in common, then each of them, the worst first. */
import { title } from '../../kube/refs.ts';
import type { ClusterAnswer, Comparison, Ref, Report, Trails } from '../../model/index.ts';
import { acrossClusters, lostAcross } from '../across.ts';
import { comparisonLine } from '../comparison-words.ts';
import { clustersLine, namesText } from '../text/clusters.ts';
import { plain } from '../text/style.ts';
import { COMPARED, comparisonParts, sidesText } from './comparison.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { FILTERS, reportParts } from './page.ts';
import type { PageOptions } from './page.ts';
import { linkOf, linkTo } from './rows.ts';
import type { Ids } from './rows.ts';
import { countsHtml, countsText, pageHtml } from './shell.ts';
import type { ClusterParts, Filter } from './shell.ts';
import { RANK } from './wiring.ts';
import type { State } from './wiring.ts';

type Given = ReadonlyMap<string, Ids>;

/** A cluster on the page. */
interface Told {
  readonly answer: ClusterAnswer<unknown>;
  readonly state: State;
  /** What is said of it in a line, and where it is. */
  readonly line: string;
  readonly of?: string | undefined;
  /** Absent: it was not looked at. */
  readonly parts?: ClusterParts;
}

/** What several clusters have: a word, its cause, the object and the clusters. */
interface Shared {
  readonly severity: 'error' | 'warning' | 'info';
  readonly word: string;
  readonly check?: string;
  readonly object: Ref;
  readonly clusters: readonly string[];
}

/** The reports of several clusters as the page of reportHtml. */
export function reportsHtml(
  answers: readonly ClusterAnswer<{ readonly report: Report & Partial<Trails>; readonly options: PageOptions }>[],
): string {
  const shared = acrossClusters(answers)
    .filter(({ severity }) => severity !== 'info')
    .map((each) => ({ ...each, word: each.severity }));
  return clustersHtml(
    answers,
    ({ report, options }, ids) => {
      const parts = reportParts(report, options, ids);
      return { parts, line: countsText(parts.rows, FILTERS), of: options.of };
    },
    shared,
    FILTERS,
  );
}

/** The comparisons of several clusters as the page of comparisonHtml. */
export function comparisonsHtml(answers: readonly ClusterAnswer<Comparison>[]): string {
  return clustersHtml(
    answers,
    (comparison, ids) => {
      const { before: _, ...parts } = comparisonParts(comparison, ids);
      return { parts, line: comparisonLine(comparison), of: sidesText(comparison) };
    },
    lostAcross(answers).map((each) => ({ ...each, severity: 'error', word: 'lost' })),
    COMPARED,
  );
}

function clustersHtml<R>(
  answers: readonly ClusterAnswer<R>[],
  tell: (result: R, ids: Ids) => Pick<Told, 'line' | 'of'> & { readonly parts: ClusterParts },
  shared: readonly Shared[],
  filters: readonly Filter[],
): string {
  const ids = new Map(answers.map(({ name }): [string, Ids] => [name, { given: new Set(), cluster: name }]));
  const all = answers
    .map((answer): Told => {
      const { name, result, outcome } = answer;
      if (result === undefined) return { answer, state: 'unknown', line: 'was not looked at' };
      const told = tell(result, ids.get(name) ?? { given: new Set(), cluster: name });
      return { answer, state: stateOf(told.parts, outcome), ...told };
    })
    .toSorted((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state));
  const rows = all.flatMap(({ parts }) => parts?.rows ?? []);
  const line = clustersLine(answers, plain);
  return pageHtml({
    title: line,
    of: line,
    counts: countsHtml(rows, filters),
    before: [navHtml(all)],
    lead: sharedHtml(shared, ids, answers.length),
    sections: all.map(clusterHtml),
    empty: 'No cluster.',
    after: markup``,
  });
}

/** Not fine where the command says that it is not: what is not known there need not be of a row. */
function stateOf({ rows }: ClusterParts, outcome: ClusterAnswer<unknown>['outcome']): State {
  const worst = RANK.find((state) => rows.some((section) => section.state === state)) ?? 'ok';
  if (outcome === 'ok' || worst === 'broken') return worst === 'idle' ? 'ok' : worst;
  return outcome === 'findings' && worst === 'warning' ? worst : 'unknown';
}

/** A link to each of them. */
function navHtml(all: readonly Told[]): Markup {
  return markup`<nav class="clusters" aria-label="Clusters">${all.map(
    ({ answer: { name }, state }) =>
      markup`<a class="${state}" href="${linkOf(idOf(name))}"><i class="dot"></i>${name}<span class="sr"> ${WORDS[state]}</span></a>`,
  )}</nav>
`;
}

const WORDS: Readonly<Record<State, string>> = {
  broken: 'broken',
  unknown: 'not known',
  warning: 'with warnings',
  gained: 'gains',
  idle: 'fine',
  ok: 'fine',
};

function idOf(name: string): string {
  return `cluster/${name}`;
}

function sharedHtml(shared: readonly Shared[], given: Given, count: number): Markup | undefined {
  if (shared.length === 0) return undefined;
  return markup`<section class="shared" aria-label="In several clusters"><h2>In several clusters</h2><ul>${shared.map(
    ({ severity, word, check, object, clusters }) =>
      markup`<li class="${severity}"><b>${word}</b> ${check === undefined ? undefined : markup`<code>${check}</code> `}${title(object)} <span>in ${clusters.length} of ${count}: ${clusters.map(
        (name, i) => markup`${i === 0 ? '' : ', '}${clusterLink(name, object, given)}`,
      )}</span></li>`,
  )}</ul></section>
`;
}

function clusterLink(name: string, object: Ref, given: Given): Markup {
  const ids = given.get(name);
  const link = (ids && linkTo(object, ids)) ?? linkOf(idOf(name));
  return markup`<a href="${link}">${name}</a>`;
}

/** Folded where nothing is to be done. */
function clusterHtml({ answer, state, line, of, parts }: Told): Markup {
  const { name, also, problem } = answer;
  const same = also.length === 0 ? '' : `also ${namesText(also)}`;
  const where = [of, same].filter((text) => text !== undefined && text !== '').join(', ');
  const open = state === 'ok' || state === 'gained' ? undefined : markup` open`;
  return markup`<details class="cluster ${state}" id="${idOf(name)}"${open}><summary><h2><i class="dot"></i>${name}</h2> <span class="n">${line}</span> <small>${where}</small></summary>
${parts ? partsHtml(parts) : problemHtml(problem)}</details>
`;
}

function partsHtml({ before = [], sections, empty, after }: ClusterParts): Markup {
  const body = sections.length === 0 ? [markup`<p class="empty">${empty}</p>`] : sections;
  return markup`${before.flatMap((part) => part ?? [])}${body}${after}`;
}

function problemHtml(problem: ClusterAnswer<unknown>['problem']): Markup {
  const texts = [problem?.detail, problem?.next].flatMap((text) => text?.split('\n') ?? []);
  return markup`<div class="problem">${texts.filter((text) => text.trim() !== '').map((text) => markup`<p>${text}</p>`)}</div>
`;
}
