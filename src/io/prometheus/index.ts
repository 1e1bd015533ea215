import { isObject } from '../../kube/json.ts';
import { PromwireError } from '../../errors.ts';
import type { Answer, Instance, Json, LoadedRuleGroup, Sample, TargetList, Unanswered } from '../../model/index.ts';
import type { Exchange } from './answer.ts';
import { newContact, remember } from './contact.ts';
import type { Contact } from './contact.ts';
import { readEnvelope } from './answer.ts';
import {
  parseExternalLabels,
  parseJobs,
  parseMetadata,
  parseReloaded,
  parseRules,
  parseSamples,
  parseTargets,
  parseTexts,
} from './parse.ts';
import { printable, unanswered } from './text.ts';

export type { Exchange } from './answer.ts';

/**
 * One GET of a path of Prometheus' API ("/api/v1/query"), path prefix and credentials added by the transport.
 * Whatever comes back, or fails, is a value; rejects only when `signal` is aborted.
 */
export type Transport = (
  path: string,
  params: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<Exchange>;

/** One running Prometheus, or what speaks its HTTP API. Every answer is a value; rejects only with `interrupted`. */
export interface Prometheus {
  readonly instance: Instance;
  /** Instant query, at the server's own time. */
  readonly query: (expr: string, signal: AbortSignal) => Promise<Answer<readonly Sample[]>>;
  /** All active targets, and how many addresses each pool dropped. */
  readonly targets: (signal: AbortSignal) => Promise<Answer<TargetList>>;
  readonly rules: (signal: AbortSignal) => Promise<Answer<readonly LoadedRuleGroup[]>>;
  /** Names of the jobs in the configuration that is running; nothing else of it is kept. */
  readonly jobs: (signal: AbortSignal) => Promise<Answer<readonly string[]>>;
  /** Names of the labels that the configuration adds to what leaves Prometheus. */
  readonly externalLabels: (signal: AbortSignal) => Promise<Answer<readonly string[]>>;
  /** Did the last reload of the configuration succeed? */
  readonly reloaded: (signal: AbortSignal) => Promise<Answer<boolean>>;
  /** The values of a label, of all series or of those that `match` selects. */
  readonly labelValues: (
    label: string,
    match: string | undefined,
    signal: AbortSignal,
  ) => Promise<Answer<readonly string[]>>;
  /** The labels of the series that `match` selects. */
  readonly labelNames: (match: string, signal: AbortSignal) => Promise<Answer<readonly string[]>>;
  /** Type by family, as targets declare them. */
  readonly metadata: (signal: AbortSignal) => Promise<Answer<Readonly<Record<string, string>>>>;
  /** "3.13.0". */
  readonly version: (signal: AbortSignal) => Promise<Answer<string>>;
}

/** Longest wait for one answer, in milliseconds. */
const PATIENCE = 30_000;

export interface AskOptions {
  /** Longest wait for one answer in milliseconds, by default 30,000. */
  readonly patienceMs?: number;
  /** What is known of the address; by default nothing, and it is kept for this port alone. */
  readonly contact?: Contact;
  /** When it is aborted, what has no answer yet is unknown: a value, where `signal` of a question rejects. */
  readonly end?: AbortSignal;
}

/** The wait for one answer where all may take `timeoutMs`; 0 or undefined says nothing of it. */
export function patienceWithin(timeoutMs: number = 0): Pick<AskOptions, 'patienceMs'> {
  return timeoutMs > 0 ? { patienceMs: Math.min(PATIENCE, timeoutMs) } : {};
}

/** The port over a transport. An address that never answered is not asked again. */
export function prometheusOver(instance: Instance, transport: Transport, options: AskOptions = {}): Prometheus {
  const { contact = newContact(false) } = options;
  const ask = async <T>(
    path: string,
    params: Readonly<Record<string, string>>,
    what: string,
    parse: (data: Json, what: string) => Answer<T>,
    signal: AbortSignal,
  ): Promise<Answer<T>> => {
    if (contact.silent) return contact.silent;
    const subject = `${what} of ${instance.name}`;
    const send = async (limit: AbortSignal): Promise<Exchange> => await transport(path, params, limit);
    // Of an address that never answered, the question says nothing.
    const about = (): string => (contact.answered ? subject : instance.name);
    const exchange = await patiently(send, signal, options, about);
    if (options.end?.aborted !== true) remember(contact, exchange);
    const data = readEnvelope(contact.silent ?? exchange, subject);
    if (data.kind === 'unknown') return data;
    const parsed = parse(data.value, subject);
    return parsed.kind === 'ok' ? { ...parsed, warnings: [...data.warnings, ...parsed.warnings] } : parsed;
  };
  return {
    instance,
    query: (expr, signal) => ask('/api/v1/query', { query: expr }, 'query', parseSamples, signal),
    targets: (signal) => ask('/api/v1/targets', { state: 'active' }, 'targets', parseTargets, signal),
    rules: (signal) => ask('/api/v1/rules', {}, 'rules', parseRules, signal),
    jobs: (signal) => ask('/api/v1/status/config', {}, 'configuration', parseJobs, signal),
    externalLabels: (signal) => ask('/api/v1/status/config', {}, 'configuration', parseExternalLabels, signal),
    reloaded: (signal) => ask('/api/v1/status/runtimeinfo', {}, 'state', parseReloaded, signal),
    labelValues: (label, match, signal) =>
      ask(
        `/api/v1/label/${encodeURIComponent(label)}/values`,
        match === undefined ? {} : { 'match[]': match },
        `values of ${label}`,
        parseTexts,
        signal,
      ),
    labelNames: (match, signal) => ask('/api/v1/labels', { 'match[]': match }, 'labels', parseTexts, signal),
    metadata: (signal) => ask('/api/v1/metadata', { limit_per_metric: '1' }, 'metadata', parseMetadata, signal),
    version: (signal) => ask('/api/v1/status/buildinfo', {}, 'version', parseVersion, signal),
  };
}

function parseVersion(data: Json, what: string): Answer<string> {
  const version = isObject(data) ? data['version'] : undefined;
  return typeof version === 'string'
    ? { kind: 'ok', value: printable(version), warnings: [] }
    : unanswered(
        'bad-answer',
        `${what}: no version in the answer.`,
        'Give the address of Prometheus itself with --prometheus-url.',
      );
}

/** One exchange, or that none came in time. `about`: what had no answer. */
async function patiently(
  send: (limit: AbortSignal) => Promise<Exchange>,
  signal: AbortSignal,
  { patienceMs = PATIENCE, end }: AskOptions,
  about: () => string,
): Promise<Exchange> {
  const patience = AbortSignal.timeout(patienceMs);
  let exchange: Exchange;
  try {
    exchange = await send(AbortSignal.any([signal, patience, ...(end ? [end] : [])]));
  } catch (error) {
    if (end?.aborted === true) return cutOff(end, about());
    if (signal.aborted) {
      const why: unknown = signal.reason;
      // The time of the whole command is over.
      if (why instanceof PromwireError && why.code !== 'interrupted') throw why;
      throw new PromwireError('interrupted', `interrupted while asking ${about()}`, 'Run it again.', {
        cause: error,
      });
    }
    if (!patience.aborted) throw error;
    return unanswered(
      'timeout',
      `${about()}: no answer within ${patienceMs / 1000} s.`,
      'Look whether it is overloaded or the network drops packets.',
    );
  }
  return exchange.kind === 'unknown' && end?.aborted === true ? cutOff(end, about()) : exchange;
}

/** The whole run ended before an answer came. `what`: what had none. */
export function cutOff(end: AbortSignal, what: string): Unanswered {
  const byUser = end.reason instanceof PromwireError && end.reason.code === 'interrupted';
  return byUser
    ? unanswered('timeout', `${what}: no answer before the interruption.`, 'Ask again.')
    : unanswered(
        'timeout',
        `${what}: no answer before the time-out ended.`,
        'Look whether it is overloaded or the network drops packets, or give it more time.',
      );
}
