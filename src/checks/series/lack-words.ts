import { command } from '../../kube/shell.ts';
import type { Severity } from '../../model/index.ts';
import type { Lack } from './lack.ts';
import { listed, notScraped, ofExternal, otherValue } from './listed.ts';

/** Only what can hardly be meant so is more than information. */
export function severityOf({ problem, label, meant, external }: Lack): Severity {
  if (external) return 'warning';
  if (['misspelt', 'not-scraped', 'not-recorded'].includes(problem)) return 'warning';
  return meant !== undefined || (problem === 'value' && label === 'job') ? 'warning' : 'info';
}

/** What is missing, as a sentence without its subject: "ask for the metric web_upp, which …". */
export function lackText({
  problem,
  metrics,
  meant,
  label = '',
  wanted = '',
  values = [],
  signs = [],
  selectors = [],
  labels = [],
  near: resembling = [],
  noTarget,
  external,
  prometheus,
}: Lack): {
  readonly what: string;
  readonly because: readonly string[];
  readonly remedy: string;
} {
  const names = listed(metrics, 3);
  const near = meant === undefined ? '' : `; ${meant} is there`;
  switch (problem) {
    case 'misspelt':
      return {
        what: `${names}, which ${prometheus} does not store; ${meant ?? ''} is there.`,
        because: [`No exporter that is scraped declares series named ${names}.`],
        remedy: `Did you mean ${meant ?? ''}? Then ask for that.`,
      };
    case 'not-scraped':
      return {
        what: `metrics of an exporter that ${prometheus} does not scrape: ${names}.`,
        because: [notScraped(signs)],
        remedy:
          'Find out why the exporter is not scraped: promwire check service/NAME. Where it does not run here, the object is not needed.',
      };
    case 'not-recorded':
      return {
        what: `${names}, which ${prometheus} does not store and no rule records.`,
        because: [
          'Names with colons are usually made by recording rules, and none that is loaded there or was read does.',
        ],
        remedy: 'Apply the PrometheusRule that records it, where this Prometheus takes it.',
      };
    case 'not-declared':
      return {
        what: `${names}, which ${prometheus} does not store and no exporter that it scrapes declares.`,
        because: [
          'Many exporters declare a metric only with its first event, so this may be right. Else the exporter is not scraped, calls it otherwise in this version, or a setting leaves it out.',
          ...(resembling.length > 0 ? [`near: ${listed(resembling, 5)}`] : []),
        ],
        remedy: "Look for the name in the exporter's own /metrics and in its changelog.",
      };
    case 'quiet':
      return {
        what: `${names}, which the exporter declares and has no series of yet.`,
        because: ['Such a series comes with the first event of its kind. Nothing is wrong with the name.'],
        remedy: 'Nothing is to be done, unless the event has happened.',
      };
    case 'past':
      return {
        what: `${names}, of which ${prometheus} has no series of the last hour, though it had earlier.`,
        because: ['The exporter is gone or not scraped any more, or the series comes only with an event.'],
        remedy: `Look since when it is missing: ${command`promwire check metric/${metrics[0] ?? ''}`}.`,
      };
    case 'label':
      if (external) return ofExternal(label, names, prometheus);
      return {
        what: `the label ${label}, which no series of ${names} has${near}.`,
        because: [
          `${prometheus} stores ${names}, none with ${label}: a label may be renamed (exported_${label}), or come only with an event.`,
          ...(labels.length > 0 ? [`labels there: ${listed(labels, 10)}`] : []),
        ],
        remedy: 'Compare the labels with those of the series; see label-renamed.',
      };
    case 'value':
      return {
        what: `${label}${wanted}, which no series of ${names} has${near}.`,
        ...otherValue({ label, values, meant, noTarget }),
      };
    case 'together':
      return {
        what: `${listed(selectors, 2)}, of which ${prometheus} has no series of the last hour.`,
        because: ['The metric is there, and each label for itself, but no series has all of them now.'],
        remedy: 'Query the metric alone, and compare the labels.',
      };
  }
}
