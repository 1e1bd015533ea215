import type { Comparison, Manifest, Printed } from '../../model/index.ts';
import { reportJson } from '../../render/report-json.ts';
import { checkText } from '../../render/text/check.ts';
import type { CommentOf } from '../../render/yaml.ts';
import type { FailOn } from '../../outcomes.ts';
import { VERSION } from '../../version.ts';
import type { CheckReport } from '../../app/check.ts';
import type { Flags } from './flags.ts';
import type { Terminal } from './terminal.ts';
import { visibleLines } from '../../render/visible.ts';

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

/** JSON for a program that a person may look at: what would not be seen as it is is written as an escape. */
export function jsonText(value: unknown): string {
  return `${visibleLines(JSON.stringify(value, null, 2))}\n`;
}

/** Any result in the form that -o asks for. `json` and `text` are made only when needed. */
export async function printResult(
  terminal: Terminal,
  form: Form = 'text',
  json: () => Printed,
  text: () => string,
): Promise<void> {
  if (terminal.result) return terminal.result(json(), text());
  switch (form) {
    case 'json':
      return terminal.out(jsonText(json()));
    case 'yaml': {
      const { toYaml } = await import('../../render/yaml.ts');
      return terminal.out(toYaml(json()));
    }
    case 'text':
      return terminal.out(text());
  }
}

export type ReportFlags = Flags<'reportOutput' | 'verdicts' | 'verbose' | 'readSecrets' | 'namespace'> & {
  /** From which severity on findings count. */
  readonly failOn?: FailOn | undefined;
  /** One object, metric or alert is asked about. */
  readonly single: boolean;
  /** Objects are, and nothing else; what a stack takes is another question. */
  readonly byName: boolean;
  /** A promwire.yaml says what is read. */
  readonly byConfig?: boolean;
  /** What was looked at, for a form that is kept. */
  readonly of?: string | undefined;
  /** The line that says which command changes what was found. */
  readonly offer?: string | undefined;
};

/** A report in any of its forms; each renderer but the usual ones is loaded only when it is asked for. */
export async function printReport(
  terminal: Terminal,
  { reportOutput: form = 'text', ...flags }: ReportFlags,
  report: CheckReport,
): Promise<void> {
  switch (form) {
    case 'sarif': {
      const { reportSarif } = await import('../../render/sarif.ts');
      const { causes } = await import('../../app/explain.ts');
      return terminal.out(jsonText(reportSarif(report, causes(), VERSION)));
    }
    case 'junit':
      return terminal.out((await import('../../render/junit.ts')).reportJunit(report, flags.failOn));
    case 'html':
      return terminal.out((await import('../../render/html/page.ts')).reportHtml(report, flags));
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
        () => reportJson(report, flags),
        () => checkText(report, terminal.outStyle, flags),
      );
  }
}

/** A comparison in any of its forms. */
export async function printComparison(
  terminal: Terminal,
  form: Flags<'comparisonOutput'>['comparisonOutput'],
  comparison: Comparison,
): Promise<void> {
  switch (form) {
    case 'html':
      return terminal.out((await import('../../render/html/comparison.ts')).comparisonHtml(comparison));
    case 'markdown':
      return terminal.out((await import('../../render/comparison-markdown.ts')).comparisonMarkdown(comparison));
    case 'github': {
      const { comparisonReport } = await import('../../render/comparison-report.ts');
      return terminal.out((await import('../../render/github.ts')).reportGithub(comparisonReport(comparison)));
    }
    case 'sarif': {
      const { comparisonReport } = await import('../../render/comparison-report.ts');
      const { reportSarif } = await import('../../render/sarif.ts');
      const { causes } = await import('../../app/explain.ts');
      return terminal.out(jsonText(reportSarif(comparisonReport(comparison), causes(), VERSION)));
    }
    default: {
      const { comparisonText } = await import('../../render/text/comparison.ts');
      const { comparisonJson } = await import('../../render/comparison-json.ts');
      return await printResult(
        terminal,
        form,
        () => comparisonJson(comparison),
        () => comparisonText(comparison, terminal.outStyle),
      );
    }
  }
}
