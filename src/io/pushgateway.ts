/**
 * Metrics that nobody scrapes, left where Prometheus does. A PUT replaces all that the group has, so that a finding that is
 * gone is gone there too, and leaves what it has where the metrics are refused.
 * Source: https://github.com/prometheus/pushgateway#put-method (v1.11), handler/push.go.
 */
import type { Unanswered } from '../model/index.ts';
import { openAddress } from './http/address.ts';
import type { AddressOptions } from './http/address.ts';
import { patient, PATIENCE_MS } from './http/patient.ts';
import type { Exchange } from './prometheus/answer.ts';
import { printable, unanswered } from './prometheus/text.ts';

export interface Pushgateway {
  /** Its address, without credentials. */
  readonly name: string;
  /** The text format of Prometheus; undefined: taken. Rejects only where `signal` is aborted. */
  readonly put: (metrics: string, signal: AbortSignal) => Promise<Unanswered | undefined>;
  readonly close: () => void;
}

/** The group that every run replaces; the metrics get it as their label `job`. */
const JOB = 'promwire';

const CONTENT_TYPE = 'Content-Type: text/plain; version=0.0.4; charset=utf-8';
const ADDRESS = 'Give the address of the Pushgateway itself, path prefix included, with --pushgateway-url.';

export interface PushgatewayOptions extends Omit<AddressOptions, 'of'> {
  /** The label `instance` of the group, which is then another one. */
  readonly instance?: string;
  /** Longest wait for its answer, in milliseconds, if it is shorter than the usual one. */
  readonly patienceMs: number;
}

/** @throws as openAddress */
export function openPushgateway({ headers = [], instance, patienceMs, ...options }: PushgatewayOptions): Pushgateway {
  const { name, send, close } = openAddress({ ...options, of: 'pushgateway', headers: [...headers, CONTENT_TYPE] });
  const asked = patient(name, send, Math.min(patienceMs, PATIENCE_MS));
  const path = `/metrics/job/${JOB}${instance === undefined ? '' : `/instance/${instance}`}`;
  return {
    name,
    put: async (body, signal) => refusal(await asked({ method: 'PUT', path, body }, signal), name),
    close,
  };
}

/** Its answers are plain text; what stands before it may answer anything. */
function refusal(exchange: Exchange, name: string): Unanswered | undefined {
  if (exchange.kind === 'unknown') return exchange;
  const { status, body, sent } = exchange;
  // It says nothing where it takes them; a page that does is of another program.
  if ((status === 200 || status === 202) && body.trim() === '') return undefined;
  const said = `${name}: HTTP ${status}`;
  if (status === 400)
    return unanswered('refused', `${said}: ${printable(body)}`, 'Look at what else pushes to this group.');
  if (status === 401 || status === 403)
    return unanswered(
      'forbidden',
      sent === undefined ? `${said}: it wants to know who pushes.` : `${said}: ${sent} was refused.`,
      'Give a file with a line "Authorization: …" that is valid there, with --pushgateway-header.',
    );
  if (status === 429 || status === 502 || status === 503 || status === 504)
    return unanswered('not-ready', `${said}: it is starting, or has too much to do.`, 'Run it again later.');
  return unanswered('not-found', `${said}: that is not how a Pushgateway answers.`, ADDRESS);
}
