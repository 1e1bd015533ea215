/** What to scrape, and how the error texts are kept from making a new series on every run. */
import type { MetricRelabeling, Scrape } from '../../model/index.ts';

/** Characters of Kubernetes' generated names: no vowels, no 0, 1 and 3. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';

/** Longest error text kept, in characters. */
export const ERROR_TEXT_LIMIT = 120;

interface Step {
  readonly pattern: string;
  readonly becomes: string;
  readonly times: number;
}

/**
 * In this order: a UUID holds numbers, a time holds colons like an IPv6 address, an address holds numbers.
 * One relabeling replaces one occurrence, the first; hence `times`.
 */
const STEPS: readonly Step[] = [
  { pattern: '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}', becomes: '<uuid>', times: 2 },
  {
    pattern:
      '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?(?:Z| ?[+-][0-9]{2}:?[0-9]{2}(?: [A-Z]{3,4})?)?',
    becomes: '<time>',
    times: 2,
  },
  // The pod of a Deployment: hash of the ReplicaSet, then five characters.
  { pattern: `-${SAFE}{6,10}-${SAFE}{5}\\b`, becomes: '-<x>', times: 2 },
  // A generated name: five of Kubernetes' characters, five of a UUID (v3's check pods), five with a digit, or a number (v2
  // appends the Unix time). Two of a text, and the check's own name, with which version 2 begins it.
  {
    pattern: `-(?:${SAFE}{5}|[0-9a-f]{5}|[0-9][0-9a-z]{4}|[a-z][0-9][0-9a-z]{3}|[a-z]{2}[0-9][0-9a-z]{2}|[a-z]{3}[0-9][0-9a-z]|[a-z]{4}[0-9]|[0-9]+)\\b`,
    becomes: '-<x>',
    times: 3,
  },
  {
    pattern:
      '(?:\\b[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F.]*:[0-9a-fA-F:.]*\\]|\\b[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7})(?::[0-9]{1,5}\\b)?',
    becomes: '<ip>',
    times: 4,
  },
  // A Go duration is one thing however many units it has: 45s, 1m30.5s.
  { pattern: '\\b(?:[0-9]+(?:\\.[0-9]+)?(?:ns|us|µs|ms|s|m|h))+\\b', becomes: '<duration>', times: 2 },
  { pattern: '\\b[0-9]+(?:\\.[0-9]+)?', becomes: '<n>', times: 3 },
];

/** Words that stand after the number of an HTTP status (net/http of Go). */
const REASONS = [
  'Moved',
  'Found',
  'Bad',
  'Unauthorized',
  'Forbidden',
  'Not',
  'Method',
  'Proxy',
  'Request',
  'Conflict',
  'Gone',
  'Precondition',
  'Unsupported',
  'Unprocessable',
  'Too',
  'Internal',
  'Service',
  'Gateway',
];

/** An HTTP status is few and telling, so it is kept: glued to a word it is no longer a number to the steps after it. */
const KEEP_STATUS: readonly string[] = [
  '(?s)(.*?\\b(?i:status|status code|code|http|http/[0-9.]+)[ :=]+)([1-5][0-9][0-9])\\b(.*)',
  `(?s)(.*?\\b)([1-5][0-9][0-9])( (?:${REASONS.join('|')})\\b.*)`,
];

/**
 * The relabelings that bound the `error` label for texts that differ only in what kuberhealthy and Kubernetes
 * generate. Series without an error text are left alone: no pattern matches the empty string.
 * Arbitrary words can not be bounded here.
 */
export function boundedErrorText(): readonly MetricRelabeling[] {
  const replace = (regex: string, replacement: string): MetricRelabeling => ({
    action: 'replace',
    sourceLabels: ['error'],
    targetLabel: 'error',
    regex,
    replacement,
  });
  const chain = STEPS.flatMap(({ pattern, becomes, times }) =>
    Array.from({ length: times }, () => replace(`(?s)(.*?)${pattern}(.*)`, `\${1}${becomes}\${2}`)),
  );
  const numbers = chain.findIndex((step) => step.replacement === '${1}<duration>${2}');
  return [
    ...chain.slice(0, numbers),
    ...KEEP_STATUS.map((regex) => replace(regex, '${1}HTTP${2}${3}')),
    ...chain.slice(numbers),
    replace(`(?s)(.{${ERROR_TEXT_LIMIT - 3}}).{4,}`, '${1}...'),
  ];
}

const COMMON = {
  name: 'promwire-kuberhealthy',
  serviceLabels: { app: 'kuberhealthy' },
  port: { name: 'http', number: 80 },
  path: '/metrics',
  metricRelabelings: boundedErrorText(),
} as const satisfies Partial<Scrape>;

/** 15s as in version 2's own monitor: a check's state is all there is, no counter tells of a run that was missed. */
export const scrapeV2: Scrape = { ...COMMON, interval: '15s' };

/** 30s as in version 3's own example: its counters tell of every run, however seldom they are read. */
export const scrapeV3: Scrape = { ...COMMON, interval: '30s' };
