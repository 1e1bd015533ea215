import { gapText } from '../kube/gap-text.ts';
import type { Finding, Gap, JsonObject, Origin, Report } from '../model/index.ts';
import { fixLines } from './fix-lines.ts';
import { command } from '../kube/shell.ts';

/** A rule of the log: what a check is about, and where its page is. */
export interface SarifRule {
  readonly id: string;
  readonly title: string;
  /** The page, as Markdown. */
  readonly page?: string;
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
const PAGES = 'https://github.com/promwire/promwire/blob/main/docs/checks';

/**
 * SARIF 2.1.0: one run, one result per finding. File findings carry a region, cluster findings a logical location.
 * What could not be seen is a notification of the run, for it is neither a finding nor its absence.
 */
export function reportSarif(report: Report, rules: readonly SarifRule[], version: string): JsonObject {
  const used = rules.filter((rule) => report.findings.some((finding) => finding.check === rule.id));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'promwire',
            version,
            informationUri: 'https://github.com/promwire/promwire',
            rules: used.map(({ id, title, page }) => ({
              id,
              shortDescription: { text: title },
              helpUri: `${PAGES}/${id}.md`,
              help: {
                text: `${title}. ${command`promwire explain ${id}`}`,
                ...(page === undefined ? {} : { markdown: page }),
              },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.unknown
              .filter((entry) => entry.touches)
              .map(({ check, gap }) => notificationOf(check, gap)),
          },
        ],
        properties: { suppressed: report.suppressed.length },
        results: report.findings.map((finding) => ({
          ruleId: finding.check,
          ruleIndex: used.findIndex(({ id }) => id === finding.check),
          level: LEVELS[finding.severity],
          message: { text: [finding.summary, ...finding.because, ...fixLines(finding)].join('\n') },
          locations: [locationOf(finding)],
          ...templateOf(finding),
        })),
      },
    ],
  };
}

function locationOf({ object, origin }: Finding): JsonObject {
  const name = [object.kind, ...(object.namespace === undefined ? [] : [object.namespace]), object.name].join('/');
  const logical = { logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }] };
  return { ...physicalOf(origin), ...logical };
}

/** The template that makes something of the value, which is what is at fault. */
function templateOf({ origin }: Finding): JsonObject {
  if (origin?.source !== 'file' || !origin.value) return {};
  const { path, template } = origin.value;
  const place = physicalOf({ source: 'file', document: 1, ...template });
  return { relatedLocations: [{ ...place, message: { text: `makes it of value ${path}` } }] };
}

function notificationOf(check: string | undefined, gap: Gap): JsonObject {
  const place = physicalOf(gap.origin);
  const detail = gapText(gap);
  return {
    level: 'warning',
    message: { text: check === undefined ? detail : `${check}: ${detail}` },
    ...(place.physicalLocation ? { locations: [{ physicalLocation: place.physicalLocation }] } : {}),
  };
}

function physicalOf(origin: Origin | undefined): { readonly physicalLocation?: JsonObject } {
  if (origin?.source !== 'file') return {};
  const { file, line, column } = origin;
  const region = { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } };
}

/** A path as a URI: relative to the working directory as it is given, an absolute one (also of Windows) with file:. */
function uriOf(file: string): string {
  // Half a character cannot be encoded.
  const whole = file.replaceAll(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\\', '/');
  const [first = '', ...rest] = whole.split('/');
  const path = [/^[A-Za-z]:$/.test(first) ? first : encodeURIComponent(first), ...rest.map(encodeURIComponent)].join(
    '/',
  );
  if (/^[A-Za-z]:$/.test(first)) return `file:///${path}`;
  return path.startsWith('/') ? `file://${path}` : path;
}
