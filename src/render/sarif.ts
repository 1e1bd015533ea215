import type { Finding, JsonObject, Report } from '../model.ts';

/** A rule of the log: what a check is about, and where its page is. */
export interface SarifRule {
  readonly id: string;
  readonly title: string;
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
const PAGES = 'https://github.com/promwire/promwire/blob/main/docs/checks';

/** SARIF 2.1.0: one run, one result per finding. File findings carry a region, cluster findings a logical location. */
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
            rules: used.map(({ id, title }) => ({
              id,
              shortDescription: { text: title },
              helpUri: `${PAGES}/${id}.md`,
            })),
          },
        },
        results: report.findings.map((finding) => ({
          ruleId: finding.check,
          level: LEVELS[finding.severity],
          message: { text: [finding.summary, ...finding.because, `Fix: ${finding.remedy}`].join('\n') },
          locations: [locationOf(finding)],
        })),
      },
    ],
  };
}

function locationOf({ object, origin }: Finding): JsonObject {
  const name = [object.kind, ...(object.namespace === undefined ? [] : [object.namespace]), object.name].join('/');
  const logical = { logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }] };
  if (origin?.source !== 'file') return logical;
  const uri = origin.file.replaceAll('\\', '/');
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: origin.line } }, ...logical };
}
