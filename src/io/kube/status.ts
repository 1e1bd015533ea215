import { asList, asObject, asText, isObject, parseJson } from '../../kube/json.ts';
/** The API server's own error object, meta/v1 Status, and what it says. */
import type { FailedRequest, Resource } from '../../model/index.ts';
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

/** What an answer that is not a success said: its status, the words in it, and whom it refuses. */
export function answered({
  status,
  body,
}: {
  readonly status: number;
  readonly body: string;
}): Pick<FailedRequest, 'status' | 'server' | 'user'> {
  const message = parseStatus(body)?.message ?? '';
  const words = message === '' ? oneLine(body.slice(0, 500), 120) : message;
  if (words === '' || (message === '' && words.startsWith('<'))) return { status };
  // k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go forbiddenMessage.
  const user = /User "([^"]+)" cannot/.exec(message)?.[1];
  return { status, server: words, ...(user === undefined ? {} : { user }) };
}

/** The same in one line. */
export function saidBy(answer: { readonly status: number; readonly body: string }): string {
  const { status, server } = answered(answer);
  return server === undefined ? `status ${status}` : `${server} (${status})`;
}

/** As RBAC names a resource: "services", "servicemonitors.monitoring.coreos.com". */
export function resourceName({ group, plural }: Resource): string {
  return group === '' ? plural : `${plural}.${group}`;
}
