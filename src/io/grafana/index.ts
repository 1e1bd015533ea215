import { isObject, parseJson } from '../../kube/json.ts';
/**
 * Grafana's HTTP API: what an import of dashboards needs of it.
 * Sources: https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/ (dashboard, folder,
 * data_source, org; the classic API is deprecated in 13 and still served).
 */
import type { GrafanaReason, Json, JsonObject } from '../../model/index.ts';
import type { Send } from '../http/address.ts';
import { printable } from '../prometheus/text.ts';

/** Why Grafana did not do what it was asked. */
export interface GrafanaRefusal {
  readonly kind: 'refused';
  readonly reason: GrafanaReason;
  readonly detail: string;
  readonly next: string;
}

export type GrafanaAnswer<T> = { readonly kind: 'ok'; readonly value: T } | GrafanaRefusal;

/** A dashboard as Grafana has it. `version`: what a change of it must name, so that nobody's change is lost. */
export interface StoredDashboard {
  readonly model: JsonObject;
  readonly folderUid: string;
  readonly provisioned: boolean;
  readonly version: Json;
}

export interface DashboardWrite {
  readonly uid: string;
  readonly model: JsonObject;
  /** '' is the root. */
  readonly folderUid: string;
  readonly message: string;
  /** Whatever is there is replaced. */
  readonly overwrite: boolean;
  /** What is there now, undefined where nothing is. */
  readonly stored: StoredDashboard | undefined;
}

export interface Datasource {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly isDefault: boolean;
}

export interface Grafana {
  /** Its address, without credentials. */
  readonly name: string;
  /** The API that stores dashboards: "classic", or a version of dashboard.grafana.app that takes the classic model. */
  readonly api: string;
  /** undefined: there is none of that uid. */
  readonly dashboard: (uid: string, signal: AbortSignal) => Promise<GrafanaAnswer<StoredDashboard | undefined>>;
  readonly save: (write: DashboardWrite, signal: AbortSignal) => Promise<GrafanaAnswer<null>>;
  /** What is gone already is what was wanted. The newer API leaves what changed since `stored` was read. */
  readonly remove: (uid: string, stored: StoredDashboard, signal: AbortSignal) => Promise<GrafanaAnswer<null>>;
  /** Title of a folder; undefined: there is none of that uid. */
  readonly folder: (uid: string, signal: AbortSignal) => Promise<GrafanaAnswer<string | undefined>>;
  readonly createFolder: (uid: string, title: string, signal: AbortSignal) => Promise<GrafanaAnswer<null>>;
  readonly datasources: (signal: AbortSignal) => Promise<GrafanaAnswer<readonly Datasource[]>>;
}

/** One answer of Grafana, read as JSON where it is. `message`: its own words. */
export interface Reply {
  readonly status: number;
  readonly json: Json | undefined;
  readonly message: string;
  /** Of a 401 or 403, the credential that was sent, in words. */
  readonly sent?: string | undefined;
}

export type Call = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  signal: AbortSignal,
  body?: JsonObject,
) => Promise<Reply | GrafanaRefusal>;

const RIGHTS =
  'It needs a service account with dashboards:create, dashboards:write, folders:create and folders:read; uninstall, dashboards:delete.';
const REFUSED =
  'Give a service account token that is valid there, or a password: that in the admin Secret may have been changed since.';
const LOGIN =
  'Give a service account token with --grafana-token-file, or --grafana-user and --grafana-password-file. ' +
  'The admin Secret is only the first password: it may have been changed since.';

export function refusedWith(reason: GrafanaRefusal['reason'], detail: string, next: string): GrafanaRefusal {
  return { kind: 'refused', reason, detail: printable(detail), next };
}

/** Calls over an address; what is not an answer of Grafana is a refusal. */
export function callOver(send: Send): Call {
  return async (method, path, signal, body) => {
    const exchange = await send(
      { method, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
      signal,
    );
    if (exchange.kind === 'unknown') return refusedWith('unreachable', exchange.detail, exchange.next);
    const json = parseJson(exchange.body);
    if (exchange.status < 300 && json === undefined)
      return refusedWith(
        'unreachable',
        `${path}: the answer is not JSON, as of a login page`,
        'Give the address of Grafana itself with --grafana-url, its sub-path included.',
      );
    const said = isObject(json) && typeof json['message'] === 'string' ? json['message'] : '';
    return { status: exchange.status, json, message: said, sent: exchange.sent };
  };
}

/** The refusal that an HTTP status means, for what is the same in every call. */
export function refusalOf({ status, json, message, sent }: Reply, what: string): GrafanaRefusal {
  const said = `${what}: HTTP ${status}${message === '' ? '' : ` (${message})`}`;
  if (status >= 300 && status < 400)
    return refusedWith('unreachable', `${said}, a redirect as to a login page`, 'Give the address of Grafana itself.');
  if (status === 401)
    return sent === undefined
      ? refusedWith('unauthorized', said, LOGIN)
      : refusedWith('unauthorized', `${said}: ${sent} was refused`, REFUSED);
  // The newer API says so with 403, and names who manages it.
  if (/provisioned|managed by|manager/i.test(message))
    return refusedWith('provisioned', said, 'Change it where it comes from: the ConfigMap, file or operator.');
  if (status === 403) return refusedWith('forbidden', said, RIGHTS);
  if (status === 404) return refusedWith('not-found', said, 'Look whether the folder is still there.');
  if (status === 409 || status === 412) {
    const state = isObject(json) && typeof json['status'] === 'string' ? ` (${json['status']})` : '';
    return refusedWith(
      'conflict',
      `${said}${state}`,
      'Look at what is there, then run it again; --overwrite replaces it.',
    );
  }
  if (status === 400 || status === 422) return refusedWith('invalid', said, 'Grafana does not take this dashboard.');
  return refusedWith('unreachable', said, "Look at Grafana's own log.");
}

/** Folders and data sources are asked for the classic way: every version serves it. */
export function folderCalls(call: Call): Pick<Grafana, 'folder' | 'createFolder' | 'datasources'> {
  return {
    folder: async (uid, signal) => {
      const reply = await call('GET', `/api/folders/${encodeURIComponent(uid)}`, signal);
      if ('kind' in reply) return reply;
      if (reply.status === 404) return { kind: 'ok', value: undefined };
      if (reply.status !== 200 || !isObject(reply.json)) return refusalOf(reply, `folder ${uid}`);
      return { kind: 'ok', value: typeof reply.json['title'] === 'string' ? printable(reply.json['title']) : '' };
    },
    createFolder: async (uid, title, signal) => {
      const reply = await call('POST', '/api/folders', signal, { uid, title });
      if ('kind' in reply) return reply;
      return reply.status === 200 || reply.status === 201
        ? { kind: 'ok', value: null }
        : refusalOf(reply, `folder ${title}`);
    },
    datasources: async (signal) => {
      const reply = await call('GET', '/api/datasources', signal);
      if ('kind' in reply) return reply;
      if (reply.status !== 200 || !Array.isArray(reply.json)) return refusalOf(reply, 'data sources');
      const value = (reply.json as readonly Json[]).filter(isObject).map((entry) => ({
        uid: textOf(entry['uid']),
        name: textOf(entry['name']),
        type: textOf(entry['type']),
        isDefault: entry['isDefault'] === true,
      }));
      return { kind: 'ok', value };
    },
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? printable(value) : '';
}
