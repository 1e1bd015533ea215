import { title } from '../../kube/refs.ts';
import type { PanelAnswer, Report, Trails } from '../../model/index.ts';
import { alertOutcome, askedOutcomes, metricOutcome, pathsOutcome } from '../../outcomes.ts';
import type { Outcome } from '../../errors.ts';
import { pathsText } from './paths.ts';
import { reportText } from './report.ts';
import { plural, wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';
import type { TextOptions } from './unknown.ts';

/** What check answers, for a person: the report, and in it what was asked besides findings, each with its verdict. */
export function checkText(report: Report & Trails, style: Style, options: Omit<TextOptions, 'answers'> = {}): string {
  const outcomes = askedOutcomes(report);
  if (outcomes.length === 0 && !report.panels) return reportText(report, style, options);
  // A finding that is an error says why.
  const told = report.findings.some(({ severity }) => severity === 'error');
  const errors = told ? 0 : outcomes.filter((outcome) => outcome === 'findings').length;
  // What is unknown in the report is why an answer is.
  const isTold = report.unknown.some(({ touches }) => touches);
  const unknown = isTold ? 0 : outcomes.filter((outcome) => outcome === 'unknown').length;
  return reportText(report, style, { ...options, answers: { lines: answerLines(report, style), errors, unknown } });
}

/** The answers, each with an empty line after it. */
export function answerLines({ metrics, alerts, paths, panels = [] }: Trails, style: Style): readonly string[] {
  const marked = (outcome: Outcome): string =>
    outcome === 'unknown' ? `${style.yellow('unknown')}  ` : outcome === 'findings' ? `${style.red('error')}    ` : '';
  const trail = (outcome: Outcome, head: string, steps: readonly string[]): readonly string[] => [
    `${marked(outcome)}${visible(head)}`,
    ...steps.flatMap((step) => wrapped(visible(step), style.width)),
    '',
  ];
  return [
    ...metrics.flatMap((each) => trail(metricOutcome(each), `metric ${each.metric}`, each.steps)),
    ...alerts.flatMap((each) => trail(alertOutcome(each), `alert ${each.alert}`, each.steps)),
    ...panels.flatMap((each) => [...wrap(visible(panelText(each)), style.width, '', '  '), '']),
    ...paths.flatMap((asked) => [`${marked(pathsOutcome(asked))}${pathsText(asked, style).trimEnd()}`, '']),
  ];
}

function panelText({ dashboard, panels, variables, prometheus }: PanelAnswer): string {
  const what = `${title(dashboard)}: ${plural(panels, 'panel')}${variables > 0 ? ` and ${plural(variables, 'variable')}` : ''}`;
  return prometheus.length === 0
    ? `${what}, held against no series, since files do not run; --prometheus-url URL names who has them.`
    : `${what}: all ask for series that are there (asked: ${prometheus.join(', ')}).`;
}

/** A step below its heading; what does not fit goes on further in. */
function wrapped(step: string, width: number): readonly string[] {
  const indent = `  ${/^ */.exec(step)?.[0] ?? ''}`;
  return wrap(step.trimStart(), width, indent, `${indent}    `);
}
