import type { Report, Trails } from '../../model/index.ts';
import { alertOutcome, askedOutcomes, metricOutcome, pathsOutcome } from '../../outcomes.ts';
import type { Outcome } from '../../errors.ts';
import { pathsText } from './paths.ts';
import { reportText } from './report.ts';
import { visible, wrap } from './style.ts';
import type { Style } from './style.ts';
import type { TextOptions } from './unknown.ts';

/** What check answers, for a person: first what was asked besides findings, each with its verdict, then the report. */
export function checkText(report: Report & Trails, style: Style, options: Omit<TextOptions, 'answers'> = {}): string {
  const marked = (outcome: Outcome): string =>
    outcome === 'unknown' ? `${style.yellow('unknown')}  ` : outcome === 'findings' ? `${style.red('error')}    ` : '';
  return [
    ...report.metrics.map(
      (trail) =>
        `${marked(metricOutcome(trail))}metric ${visible(trail.metric)}\n${trail.steps
          .flatMap((step) => wrapped(visible(step), style.width))
          .map((line) => `${line}\n`)
          .join('')}\n`,
    ),
    ...report.alerts.map(
      (trail) =>
        `${marked(alertOutcome(trail))}alert ${visible(trail.alert)}\n${trail.steps
          .flatMap((step) => step.split('\n'))
          .flatMap((step) => wrapped(visible(step), style.width))
          .map((line) => `${line}\n`)
          .join('')}\n`,
    ),
    ...report.paths.map(({ subject, paths }) => `${marked(pathsOutcome(paths))}${pathsText(subject, paths, style)}\n`),
    reportText(report, style, {
      ...options,
      answers: askedOutcomes(report).filter((outcome) => outcome === 'findings').length,
    }),
  ].join('');
}

/** A step below its heading; what does not fit goes on further in. */
function wrapped(step: string, width: number): readonly string[] {
  const indent = `  ${/^ */.exec(step)?.[0] ?? ''}`;
  return wrap(step.trimStart(), width, indent, `${indent}    `);
}
