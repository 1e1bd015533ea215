import { asList, asObject, asText, isObject, parseJson } from '../../kube/json.ts';
/** The API server's own error object, meta/v1 Status, and what it says. */
import type { Resource } from '../../model/index.ts';
import { oneLine } from './words.ts';

export interface Status {
  readonly reason: string;
  /** One printable line. */
  readonly message: string;
  readonly causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
  readonly retryAfterSeconds?: number;
}

/** The Status in a body, or undefined where it is something else (an application's answer, a proxy's page). */
export function parseStatus(body: string): Status | undefined {
  const answer = parseJson(body);
  if (!isObject(answer) || answer['kind'] !== 'Status' || answer['apiVersion'] !== 'v1') return undefined;
  const details = asObject(answer['details']);
  const after = details['retryAfterSeconds'];
  return {
    reason: asText(answer['reason']) ?? '',
    message: oneLine(asText(answer['message']) ?? ''),
    causes: asList(details['causes'])
      .map(asObject)
      .map((cause) => ({
        reason: asText(cause['reason']) ?? '',
        field: oneLine(asText(cause['field']) ?? '', 200),
        message: oneLine(asText(cause['message']) ?? '', 300),
      })),
    ...(typeof after === 'number' && after >= 0 ? { retryAfterSeconds: after } : {}),
  };
}

/** What an answer that is no success said, in one line: the Status' message, or the status code. */
export function saidBy(answer: { readonly status: number; readonly body: string }): string {
  const message = parseStatus(answer.body)?.message ?? '';
  if (message !== '') return `${message} (${answer.status})`;
  const words = oneLine(answer.body.slice(0, 500), 120);
  return words === '' || words.startsWith('<') ? `status ${answer.status}` : `${words} (${answer.status})`;
}

/** "services in namespace a", "services in all namespaces", "clusterroles". */
export function scopeWords(resource: Resource, namespace?: string): string {
  const name = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
  if (!resource.namespaced) return name;
  return namespace === undefined ? `${name} in all namespaces` : `${name} in namespace ${namespace}`;
}
