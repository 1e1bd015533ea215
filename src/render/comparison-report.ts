/** A comparison as a report that has what is new as its findings, for the forms that reports have. */
import { clustersText } from './comparison-words.ts';
import { placeText } from './text/comparison.ts';
import type { ChangedPart, Comparison, Finding, Gap, Origin, Report, Severity } from '../model/index.ts';

/** Losses are errors. What is in BASE alone has its place there, which is said. */
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
      const sentence = [`${clustersText(part)}${summary}`, ...because, ...oldText(place)].join(' ');
      const gap: Gap = { reason: 'invalid', reads: { group: '', kind: '' }, sentence, ...originOf(place) };
      return { gap, touches: true };
    }),
  };
}

function findingOf(part: ChangedPart, severity: Severity): Finding {
  const { object, by, summary, because, checks, remedy = 'Put it back.', place } = part;
  return {
    check: checks[0] ?? 'lost',
    severity,
    object,
    ...(by ? { stack: by } : {}),
    summary: `${clustersText(part)}${summary}`,
    because: [...because, ...oldText(place)],
    remedy,
    evidence: {},
    ...originOf(place),
  };
}

function oldText(place: ChangedPart['place']): readonly string[] {
  return place?.side === 'base' ? [`The line is that of the file in BASE: ${placeText(place)}.`] : [];
}

function originOf(place: ChangedPart['place']): { readonly origin?: Origin } {
  if (!place) return {};
  const { file, path = file, line, column } = place;
  return { origin: { source: 'file', file: path, document: 1, line, ...(column === undefined ? {} : { column }) } };
}
