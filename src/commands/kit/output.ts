import { alertOutcome, metricOutcome, pathsOutcome } from '../../app/outcomes.ts';
import type { Outcome } from '../../errors.ts';
import type { Manifest, Printed, Trails } from '../../model/index.ts';
import { pathsText } from '../../render/text/paths.ts';
import { reportJson, summaryOf } from '../../render/report-json.ts';
import { visible } from '../../render/text/style.ts';
import { reportText } from '../../render/text/report.ts';
import { checks, clusterChecks } from '../../registry.ts';
import type { CommentOf } from '../../render/yaml.ts';
import { VERSION } from '../../version.ts';
import type { CheckReport } from '../../app/check.ts';
import type { Flags } from './flags.ts';
import type { Terminal } from './terminal.ts';

const MANY_PAIRS = 10_000;

/** What -o asks for. */
export type Form = Flags<'output'>['output'];

/** Objects for kubectl and for Git: a stream of YAML documents, commented, unless -o asks for JSON, then a List. */
export async function printManifests(
  terminal: Terminal,
  form: Form,
  manifests: readonly Manifest[],
  commentOf?: CommentOf,
): Promise<void> {
  if (form === 'json')
    return await printResult(
      terminal,
      form,
      () => ({ apiVersion: 'v1', kind: 'List', items: manifests }),
      () => '',
    );
  const { toYamlStream } = await import('../../render/yaml.ts');
  return terminal.out(toYamlStream(manifests, commentOf));
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
  form: Form = 'text',
  json: () => Printed,
  text: () => string,
): Promise<void> {
  switch (form) {
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

/** What the answers to questions come to. */
export function askedOutcomes({ paths, metrics, alerts }: Trails): readonly Outcome[] {
  return [
    ...paths.map((asked) => pathsOutcome(asked.paths)),
    ...metrics.map(metricOutcome),
    ...alerts.map(alertOutcome),
  ];
}

type ReportFlags = Flags<'reportOutput' | 'verdicts' | 'verbose' | 'readSecrets' | 'namespace'> & {
  /** One object, metric or alert is asked about. */
  readonly single: boolean;
};

/** A report in any of its forms; each renderer but the usual ones is loaded only when it is asked for. */
export async function printReport(
  terminal: Terminal,
  { reportOutput: form = 'text', single, namespace, ...flags }: ReportFlags,
  report: CheckReport,
): Promise<void> {
  const verdicts = flags.verdicts ?? (report.judgements.length > MANY_PAIRS ? 'problems' : 'all');
  const noes = askedOutcomes(report).filter((outcome) => outcome === 'findings').length;
  const bad = (no: boolean): string => (no ? `${terminal.outStyle.red('error')}    ` : '');
  const open = `${terminal.outStyle.yellow('unknown')}  `;
  switch (form) {
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
        form,
        () => ({
          ...reportJson(report, { verdicts }),
          ...(noes > 0 ? { summary: { ...summaryOf(report), answers: noes } } : {}),
        }),
        () =>
          [
            ...report.metrics.map(
              ({ metric, steps, found, unknown }) =>
                `${unknown ? open : bad(!found)}metric ${metric}\n${steps.map((step) => `  ${step}\n`).join('')}\n`,
            ),
            ...report.alerts.map(
              ({ alert, steps, fate }) =>
                `${fate === 'unknown' ? open : bad(fate !== 'delivered')}alert ${visible(alert)}\n${steps
                  .flatMap((step) => step.split('\n'))
                  .map((step) => `  ${visible(step)}\n`)
                  .join('')}\n`,
            ),
            ...report.paths.map(
              ({ subject, paths }) =>
                `${bad(pathsOutcome(paths) === 'findings')}${pathsText(subject, paths, terminal.outStyle)}\n`,
            ),
            reportText(report, terminal.outStyle, {
              answers: noes,
              verbose: flags.verbose,
              readSecrets: flags.readSecrets,
              single,
              namespace,
            }),
          ].join(''),
      );
  }
}
