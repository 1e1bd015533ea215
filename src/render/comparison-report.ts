/** A comparison as a report that has what is new as its findings, for the forms that reports have. */
import { clustersText } from './comparison-words.ts';
import type { ChangedPart, Comparison, Finding, Gap, Origin, Report, Severity } from '../model/index.ts';

/** What is removed has no other cure. */
const MEANT = 'Put it back; if it is meant to go, say so in the pull request.';

/** Losses are errors. A place in BASE alone is no place in the files that a reviewer looks at. */
export function comparisonReport({ losses, appeared, unknown }: Comparison): Report {
  return {
    stacks: [],
    judgements: [],
    wires: [],
    suppressed: [],
    findings: [
      ...losses.map((loss) => findingOf(loss, 'error')),
      ...appeared.map((cause) => findingOf(cause, cause.severity)),
    ],
    unknown: unknown.map((part) => {
      const { summary, because, place } = part;
      const sentence = [`${clustersText(part)}${summary}`, ...because].join(' ');
      const gap: Gap = { reason: 'invalid', reads: { group: '', kind: '' }, sentence, ...originOf(place) };
      return { gap, touches: true };
    }),
  };
}

function findingOf(part: ChangedPart, severity: Severity): Finding {
  const { object, by, summary, because, checks, remedy = MEANT, place } = part;
  return {
    check: checks[0] ?? 'lost',
    severity,
    object,
    ...(by ? { stack: by } : {}),
    summary: `${clustersText(part)}${summary}`,
    because,
    remedy,
    evidence: {},
    ...originOf(place),
  };
}

function originOf(place: ChangedPart['place']): { readonly origin?: Origin } {
  if (place?.side !== 'head') return {};
  const { file, path = file, line, column } = place;
  return { origin: { source: 'file', file: path, document: 1, line, ...(column === undefined ? {} : { column }) } };
}
