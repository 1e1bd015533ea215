import { groupBy } from '../../kube/group.ts';
import { keyOf, title } from '../../kube/refs.ts';
import type { ChangedPart, Comparison, Finding, LossHow, Severity } from '../../model/index.ts';
import { clustersText, comparisonLine, expectedText, revisionText } from '../comparison-words.ts';
import { namesText } from '../text/clusters.ts';
import { plural } from '../text/style.ts';
import { markup } from './markup.ts';
import type { Ids } from './rows.ts';
import { countsHtml, listHtml, pageHtml, sectionHtml } from './shell.ts';
import type { ClusterParts, Filter } from './shell.ts';
import { sectionOf, worstFirst } from './wiring.ts';
import type { Edge, Row, Section, State, Way } from './wiring.ts';

export const COMPARED: readonly Filter[] = [
  ['broken', 'lost or broken', 'lost or broken'],
  ['warning', 'new warning', 'new warnings'],
  ['unknown', 'not known', 'not known'],
  ['gained', 'gained', 'gained'],
];

/** The object itself is taken as before. */
const WITHIN: readonly LossHow[] = ['targets', 'contents', 'series', 'route'];

/** A comparison as the page of reportHtml, in which what is lost and gained is what has a colour. */
export function comparisonHtml(comparison: Comparison): string {
  const about = sidesText(comparison);
  const { rows, ...parts } = comparisonParts(comparison, { given: new Set() });
  return pageHtml({
    ...parts,
    title: `${comparisonLine(comparison)}, ${about}`,
    of: about,
    counts: countsHtml(rows, COMPARED),
  });
}

export function sidesText({ base, head }: Comparison): string {
  return `${revisionText(base)} → ${revisionText(head)}`;
}

/** What a page has of one comparison. */
export function comparisonParts(comparison: Comparison, ids: Ids): ClusterParts {
  const { unknown, expected = [], unseen = [], rerouted = [], gone } = comparison;
  const rows = sectionsOf(comparison);
  const open = unknown.flatMap(({ object, ...part }) =>
    object ? [] : [`${clustersText(part)}${[part.summary, ...part.because].join(' ')}`],
  );
  const meant = expected.map((loss) => `${clustersText(loss)}${loss.summary} ${expectedText(loss)}`);
  const hidden = unseen.map((part) => `${clustersText(part)}${part.summary}`);
  const moved = rerouted.map((part) => `${clustersText(part)}${part.summary}`);
  const ended = gone.map((part) => `${clustersText(part)}${part.checks.join(', ')}: ${part.summary}`);
  return {
    rows,
    before: [markup`<p class="line-of">${comparisonLine(comparison)}</p>`],
    sections: rows.map((section) => sectionHtml(section, ids)),
    empty: 'Nothing of the wiring changes.',
    after: markup`<footer>${listHtml('Not known', open)}${listHtml('Expected', meant)}${listHtml(
      'Not seen',
      hidden,
    )}${listHtml('Rerouted', moved)}${listHtml('Ended', ended)}</footer>`,
  };
}

function sectionsOf({ losses, gains, appeared, unknown }: Comparison): readonly Section[] {
  const rows: readonly (Row & Pick<ChangedPart, 'by'>)[] = [
    ...losses.map((loss) => {
      const inside = WITHIN.includes(loss.how);
      const ways = waysOf(loss.targets, `${plural(loss.targets, 'target')} lost`, inside ? 'broken' : 'after');
      return { ...rowOf(loss, 'broken', inside ? 'ok' : 'broken', 'error', 'lost'), ways };
    }),
    ...appeared.map((each) =>
      rowOf(each, each.severity === 'error' ? 'broken' : 'warning', 'ok', each.severity, 'new'),
    ),
    ...unknown.flatMap(({ object, ...part }) =>
      object ? [rowOf({ ...part, object }, 'unknown', 'unknown', 'warning', 'not known')] : [],
    ),
    ...gains.map((gain) => ({
      ...rowOf({ ...gain, checks: [] }, 'gained', gain.how === 'targets' ? 'ok' : 'gained', 'info', 'gained'),
      ways: waysOf(gain.targets, `${plural(gain.targets, 'target')} more`, 'gained'),
    })),
  ];
  const stacks = groupBy(rows, ({ by }) => (by ? keyOf(by) : ''));
  return worstFirst([...stacks.values()].map((same) => sectionOf(same, same[0]?.by)));
}

function rowOf(
  part: ChangedPart,
  state: State,
  edge: Edge,
  severity: Severity,
  word: string,
): Row & Pick<ChangedPart, 'by'> {
  const { object, by, was, summary, because, checks, remedy = '', place } = part;
  const [cause = word] = checks;
  const renamed = was ? [`in BASE it is called: ${was.namespace ?? ''}/${was.name}`] : [];
  const { file = '', line = 0, column } = place ?? {};
  const finding: Finding = {
    check: cause,
    severity,
    object,
    summary: `${clustersText(part)}${summary}`,
    because: [...because, ...renamed],
    remedy,
    evidence: {},
    ...(place ? { origin: { source: 'file', file, document: 1, line, ...(column ? { column } : {}) } } : {}),
  };
  return { object, ...(by ? { by } : {}), state, edge, ways: [], findings: [finding], cause, about: aboutOf(part) };
}

/** "PrometheusRule shop/web no longer contains alert WebDown." is a row of that alert; and the clusters that it is of. */
function aboutOf({ object, summary, clusters = [] }: ChangedPart): readonly string[] {
  const [, gone] = summary.split(' no longer contains ');
  const [asks] = summary.split(` of ${title(object)} asks for `);
  return [
    ...(gone === undefined ? [] : [gone.replace(/\.$/, '')]),
    ...(asks === undefined || asks === summary ? [] : [asks]),
    ...(clusters.length > 0 ? [`in ${namesText(clusters)}`] : []),
  ];
}

/** The targets that are otherwise: how they are found is told by the findings. */
function waysOf(targets: number, says: string, edge: Edge): readonly Way[] {
  if (targets === 0) return [];
  const end = { edge, targets: [], dropped: [], open: 0, says };
  return [{ edge: edge === 'broken' ? 'ok' : edge, pods: [], says: 'what it leads to', ends: [end] }];
}
