import { title } from '../../kube/refs.ts';
import type { ClusterAnswer, Finding, Report, SharedCause, Trails } from '../../model/index.ts';
import { acrossClusters, wordsOf } from '../across.ts';
import { summaryOf } from '../report-json.ts';
import { visible } from '../visible.ts';
import { checkText } from './check.ts';
import { clustersText, namesText } from './clusters.ts';
import { plural, wrap } from './style.ts';
import type { Style } from './style.ts';
import type { TextOptions } from './unknown.ts';

/** The report of one cluster, and how it is told. */
export interface ClusterReport {
  readonly report: Report & Trails;
  readonly options: Omit<TextOptions, 'answers'> & { readonly of?: string | undefined };
}

type Answer = ClusterAnswer<ClusterReport>;

/**
 * What several clusters have in common comes first, a line for each cause; then a line for each cluster in which all is
 * well, the report of each other one, those that could not be looked at, and the counts of clusters.
 */
export function reportsText(
  answers: readonly Answer[],
  style: Style,
  { verbose = false }: { readonly verbose?: boolean } = {},
): string {
  const across = acrossClusters(answers).filter(({ severity }) => verbose || severity !== 'info');
  const told = toldBefore(answers);
  const text = clustersText(answers, style, {
    of: ({ options }) => options.of,
    brief: (result) => (verbose || isAnswer(result) ? undefined : briefText(result)),
    whole: (result) => checkText(result.report, style, { ...result.options, told: told(result) }),
  });
  const common = spaced(across.flatMap((each) => acrossLines(each, answers.length, style)));
  return common.map((line) => `${line}\n`).join('') + text;
}

/** Of a cluster: in which one before it a finding was told in the same words. */
function toldBefore(answers: readonly Answer[]): (result: ClusterReport) => (finding: Finding) => string | undefined {
  const first = new Map<string, ClusterAnswer<ClusterReport>>();
  for (const answer of answers)
    for (const finding of answer.result?.report.findings ?? []) {
      const words = wordsOf(finding);
      // An info of a cluster that is told in a line is not told.
      if (!first.has(words) && (finding.severity !== 'info' || answer.outcome !== 'ok')) first.set(words, answer);
    }
  return (result) => (finding) => {
    const answer = first.get(wordsOf(finding));
    return answer === undefined || answer.result === result ? undefined : answer.name;
  };
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? [...lines, ''] : [];
}

/** A question was asked, and what it is answered with is not a finding. */
function isAnswer({ report: { paths, metrics, alerts }, options }: ClusterReport): boolean {
  return options.byName === true || paths.length + metrics.length + alerts.length > 0;
}

function acrossLines({ check, severity, object, clusters }: SharedCause, all: number, style: Style): readonly string[] {
  const paint = severity === 'error' ? style.red : severity === 'warning' ? style.yellow : style.cyan;
  const text = `in ${clusters.length} of ${all} clusters: ${namesText(clusters)}`;
  return wrap(
    `${paint(severity.padEnd(7))}  ${style.bold(check)}  ${visible(title(object))}  ${text}`,
    style.width,
    '',
    '         ',
  );
}

/** undefined: a warning is to be told. */
function briefText({ report }: ClusterReport): string | undefined {
  const { infos, pairs, warnings } = summaryOf(report);
  if (warnings > 0) return undefined;
  if (pairs === 0) return '(nothing to look at)';
  return [plural(pairs, 'verdict'), ...(infos === 0 ? [] : [`${infos} info`])].join(', ');
}
