import type { AlertTrail } from '../../backends/alertmanager/trail.ts';
import { alertOutcome, metricOutcome, pathsOutcome } from '../../app/outcomes.ts';
import type { Outcome } from '../../errors.ts';
import type { Manifest, Ref, Report } from '../../model/index.ts';
import { pathsText } from '../../render/text/paths.ts';
import type { ShownPath } from '../../render/text/paths.ts';
import { reportJson, summaryOf } from '../../render/report-json.ts';
import { visible } from '../../render/text/style.ts';
import { reportText } from '../../render/text/report.ts';
import { checks, clusterChecks } from '../../registry.ts';
import { VERSION } from '../../version.ts';
import { choice } from './flags.ts';
import type { Given } from './flags.ts';
import type { MetricTrail } from '../../judge/metric-trail.ts';
import type { Terminal } from './terminal.ts';

const MANY_PAIRS = 10_000;

/** The form that -o asks for of an ordinary result. Throws PromwireError 'usage'. */
export function resultForm(given: Given, usual: 'text' | 'yaml' = 'text'): 'text' | 'json' | 'yaml' {
  return choice(given, 'output', ['text', 'json', 'yaml'], usual);
}

/** Objects for kubectl and for Git: a stream of YAML documents unless -o asks for JSON, then a List. */
export async function printManifests(terminal: Terminal, given: Given, manifests: readonly Manifest[]): Promise<void> {
  if (resultForm(given, 'yaml') === 'json')
    return terminal.out(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 2)}\n`);
  const { toYamlStream } = await import('../../render/yaml.ts');
  return terminal.out(toYamlStream(manifests));
}

/** The paths of files after --out, in order. */
export function printWritten(
  terminal: Terminal,
  { written, unchanged }: { readonly written: readonly string[]; readonly unchanged: readonly string[] },
): void {
  terminal.out(`${[...written, ...unchanged.map((path) => `${path} (unchanged)`)].sort().join('\n')}\n`);
}

/** Any result in the form that -o asks for. `json` and `text` are made only when needed. */
export async function printResult(
  terminal: Terminal,
  given: Given,
  json: () => unknown,
  text: () => string,
): Promise<void> {
  switch (resultForm(given)) {
    case 'json':
      return terminal.out(`${JSON.stringify(json(), null, 2)}\n`);
    case 'yaml': {
      const { toYaml } = await import('../../render/yaml.ts');
      return terminal.out(toYaml(json()));
    }
    case 'text':
      return terminal.out(text());
  }
}

const REPORT_FORMS = ['text', 'json', 'yaml', 'sarif', 'junit', 'github', 'prometheus'] as const;
export type ReportForm = (typeof REPORT_FORMS)[number];

/** The form that -o asks for. Throws PromwireError 'usage'. */
export function reportForm(given: Given): ReportForm {
  return choice(given, 'output', REPORT_FORMS, 'text');
}

/** What was asked beside findings: who could scrape a Service or Pod, where a metric comes from, where an alert goes. */
export interface Asked {
  readonly paths: readonly { readonly subject: Ref; readonly paths: readonly ShownPath[] }[];
  readonly metrics: readonly MetricTrail[];
  readonly alerts: readonly AlertTrail[];
}

/** What the answers to questions come to. */
export function askedOutcomes({ paths, metrics, alerts }: Asked): readonly Outcome[] {
  return [
    ...paths.map((asked) => pathsOutcome(asked.paths)),
    ...metrics.map(metricOutcome),
    ...alerts.map(alertOutcome),
  ];
}

/** A report in any of its forms; each renderer but the usual ones is loaded only when it is asked for. */
export async function printReport(
  terminal: Terminal,
  given: Given,
  report: Report,
  asked: Asked = { paths: [], metrics: [], alerts: [] },
): Promise<void> {
  const verdicts = choice(
    given,
    'verdicts',
    ['all', 'problems'],
    report.matches.length > MANY_PAIRS ? 'problems' : 'all',
  );
  const noes = askedOutcomes(asked).filter((outcome) => outcome === 'findings').length;
  const bad = (no: boolean): string => (no ? `${terminal.outStyle.red('error')}    ` : '');
  const open = `${terminal.outStyle.yellow('unknown')}  `;
  switch (reportForm(given)) {
    case 'sarif': {
      const { reportSarif } = await import('../../render/sarif.ts');
      const { pages } = await import('../../generated/pages.ts');
      const rules = [...checks, ...clusterChecks].map(({ id, title }) => {
        const page = pages[id];
        return { id, title, ...(page === undefined ? {} : { page }) };
      });
      return terminal.out(`${JSON.stringify(reportSarif(report, rules, VERSION), null, 2)}\n`);
    }
    case 'junit':
      return terminal.out((await import('../../render/junit.ts')).reportJunit(report));
    case 'github':
      return terminal.out((await import('../../render/github.ts')).reportGithub(report));
    case 'prometheus':
      return terminal.out(await (await import('../../render/metrics.ts')).reportMetrics(report));
    case 'json':
    case 'yaml':
    case 'text':
      return await printResult(
        terminal,
        given,
        () => ({
          ...reportJson(report, { verdicts }),
          ...(noes > 0 ? { summary: { ...summaryOf(report), answers: noes } } : {}),
          ...(asked.paths.length > 0 ? { paths: asked.paths } : {}),
          ...(asked.metrics.length > 0 ? { metrics: asked.metrics } : {}),
          ...(asked.alerts.length > 0 ? { alerts: asked.alerts } : {}),
        }),
        () =>
          [
            ...asked.metrics.map(
              ({ metric, steps, found, unknown }) =>
                `${unknown ? open : bad(!found)}metric ${metric}\n${steps.map((step) => `  ${step}\n`).join('')}\n`,
            ),
            ...asked.alerts.map(
              ({ alert, steps, fate }) =>
                `${fate === 'unknown' ? open : bad(fate !== 'delivered')}alert ${visible(alert)}\n${steps
                  .flatMap((step) => step.split('\n'))
                  .map((step) => `  ${visible(step)}\n`)
                  .join('')}\n`,
            ),
            ...asked.paths.map(
              ({ subject, paths }) =>
                `${bad(pathsOutcome(paths) === 'findings')}${pathsText(subject, paths, terminal.outStyle)}\n`,
            ),
            reportText(report, terminal.outStyle, {
              answers: noes,
              verbose: given.on('verbose'),
              readSecrets: given.on('readSecrets'),
              single: given.words.some((word) => word.includes('/')),
              namespace: given.text('namespace'),
            }),
          ].join(''),
      );
  }
}
