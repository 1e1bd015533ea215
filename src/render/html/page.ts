import { gapText } from '../../kube/gap-text.ts';
import { title } from '../../kube/refs.ts';
import type { Report, Trails } from '../../model/index.ts';
import { troublesOf } from '../report-json.ts';
import { answerLines } from '../text/check.ts';
import { noStackText, takesText } from '../text/stack-lines.ts';
import { plain } from '../text/style.ts';
import { markup, lines } from './markup.ts';
import type { Markup } from './markup.ts';
import { block } from './finding.ts';
import type { Ids } from './rows.ts';
import { wiringOf } from './wiring.ts';
import { countsHtml, countsText, listHtml, pageHtml, sectionHtml } from './shell.ts';
import type { ClusterParts, Filter } from './shell.ts';
import type { Section } from './wiring.ts';

export interface PageOptions {
  /** What was looked at: a cluster, folders, a file. */
  readonly of?: string | undefined;
  /** What is said above it, as lines of text. */
  readonly says?: string | undefined;
  /** What changes what was found, with its command on the last line. */
  readonly offer?: string | undefined;
}

/**
 * A report as one HTML file: nested lists, which its style lays out in four columns and its script makes searchable. It asks
 * for nothing, from anywhere: docs/page.md.
 */
export function reportHtml(report: Report & Partial<Trails>, options: PageOptions = {}): string {
  const { of } = options;
  const { rows, ...parts } = reportParts(report, options, { given: new Set() });
  const headline = countsText(rows, FILTERS.slice(0, 3));
  return pageHtml({
    ...parts,
    title: `${headline}${of === undefined ? '' : `, ${of}`}`,
    of: of ?? 'check',
    counts: countsHtml(rows, FILTERS),
  });
}

/** What a page has of one report. */
export function reportParts(report: Report & Partial<Trails>, { says, offer }: PageOptions, ids: Ids): ClusterParts {
  const rows = wiringOf(report);
  return {
    rows,
    before: [answersHtml(report, says), offerHtml(offer)],
    sections: rows.map((section) => stackHtml(section, report, ids)),
    empty: emptyText(report),
    after: unknownHtml(report),
  };
}

export const FILTERS: readonly Filter[] = [
  ['broken', 'broken', 'broken'],
  ['warning', 'warning', 'warnings'],
  ['unknown', 'not known', 'not known'],
  ['ok', 'fine', 'fine'],
];

function stackHtml(section: Section, report: Report, ids: Ids): Markup {
  const { stack } = section;
  const entry = report.stacks.find(({ ref }) => ref === stack);
  const facts = entry
    ? [takesText(report, entry), ...(entry.version === undefined ? [] : [`version ${entry.version}`])]
    : [];
  return sectionHtml(section, ids, facts, stack && troublesOf(report, stack));
}

function answersHtml(report: Report & Partial<Trails>, says: string | undefined): Markup | undefined {
  const { paths = [], metrics = [], alerts = [], panels = [] } = report;
  const answers = [...(says === undefined ? [] : [says]), ...answerLines({ paths, metrics, alerts, panels }, plain)];
  return answers.length === 0
    ? undefined
    : markup`<aside class="answers"><pre>${lines(answers.join('\n').trimEnd())}</pre></aside>`;
}

/** "A fix for 3 of these is tried, and shown where it holds, by:" and the command. */
function offerHtml(offer: string | undefined): Markup | undefined {
  const [text = '', command = ''] = offer?.split('\n') ?? [];
  return command === ''
    ? undefined
    : markup`<div class="offer"><p>${text}</p>${block([command.trim()])}</div>
`;
}

function emptyText(report: Report): string {
  return report.stacks.length === 0 ? noStackText(report) : 'Nothing to look at.';
}

function leftOut({ check, object, excused }: Report['suppressed'][number]): string {
  const why = excused ? `excused until ${excused.until}: ${excused.reason}` : 'ignored by annotation';
  return `${check} of ${title(object)} (${why})`;
}

/** What could not be seen, and what was left out. */
function unknownHtml({ unknown, suppressed, readers = [] }: Report): Markup {
  const texts = (touches: boolean): readonly string[] => [
    ...new Set(
      unknown
        .filter((entry) => entry.touches === touches && entry.gap.about !== 'unreferred')
        .map(({ gap }) => gapText(gap)),
    ),
  ];
  const open = texts(true);
  const beside = texts(false);
  return markup`<footer>${open.length > 0 ? markup`<div class="open">${listHtml('Not known, and the result depends on it', open)}</div>` : undefined}${listHtml(
    'Not checked',
    beside,
  )}${listHtml('Left out', suppressed.map(leftOut))}${listHtml(
    'Not judged',
    readers.map((reader) => `${reader.title}, recognised by ${reader.mark}`),
  )}</footer>`;
}
