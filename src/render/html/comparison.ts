import { groupBy } from '../../kube/group.ts';
import { keyOf } from '../../kube/refs.ts';
import type { ChangedPart, Comparison, Finding, LossHow, Severity } from '../../model/index.ts';
import { clustersText, comparisonLine, expectedText, revisionText } from '../comparison-words.ts';
import { plural } from '../text/style.ts';
import { markup } from './markup.ts';
import type { Ids } from './rows.ts';
import { countsHtml, listHtml, pageHtml, sectionHtml } from './shell.ts';
import type { Filter } from './shell.ts';
import { sectionOf, worstFirst } from './wiring.ts';
import type { Edge, Row, Section, State, Way } from './wiring.ts';

const FILTERS: readonly Filter[] = [
  ['broken', 'lost or broken', 'lost or broken'],
  ['warning', 'new warning', 'new warnings'],
  ['unknown', 'not known', 'not known'],
  ['gained', 'gained', 'gained'],
];

/** The object itself is taken as before. */
const WITHIN: readonly LossHow[] = ['targets', 'contents', 'series', 'route'];

/** A comparison as the page of reportHtml, in which what is lost and gained is what has a colour. */
export function comparisonHtml(comparison: Comparison): string {
  const { base, head, unknown, expected = [], rerouted = [], gone } = comparison;
  const sections = sectionsOf(comparison);
  const ids: Ids = new Set();
  const about = `${revisionText(base)} → ${revisionText(head)}`;
  const open = unknown.flatMap(({ object, summary, because }) => (object ? [] : [[summary, ...because].join(' ')]));
  const meant = expected.map((loss) => `${clustersText(loss)}${loss.summary} ${expectedText(loss)}`);
  return pageHtml({
    title: `${comparisonLine(comparison)}, ${about}`,
    of: about,
    counts: countsHtml(sections, FILTERS),
    before: [markup`<p class="line-of">${comparisonLine(comparison)}</p>`],
    sections: sections.map((section) => sectionHtml(section, ids)),
    empty: 'Nothing of the wiring changes.',
    after: markup`<footer>${listHtml('Not known', open)}${listHtml('Expected', meant)}${listHtml(
      'Rerouted',
      rerouted.map((each) => `${clustersText(each)}${each.summary}`),
    )}${listHtml(
      'Ended',
      gone.map(({ checks, summary }) => `${checks.join(', ')}: ${summary}`),
    )}</footer>`,
  });
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
  return { object, ...(by ? { by } : {}), state, edge, ways: [], findings: [finding], cause };
}

/** The targets that are otherwise: how they are found is told by the findings. */
function waysOf(targets: number, says: string, edge: Edge): readonly Way[] {
  if (targets === 0) return [];
  const end = { edge, targets: [], dropped: [], open: 0, says };
  return [{ edge: edge === 'broken' ? 'ok' : edge, pods: [], says: 'what it leads to', ends: [end] }];
}
