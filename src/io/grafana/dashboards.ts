import { isObject } from '../../kube/json.ts';
/** Dashboards by Grafana's two APIs, and which of them a Grafana has. */
import type { Json, JsonObject } from '../../model/index.ts';
import type { Send } from '../http/address.ts';
import { callOver, folderCalls, refusalOf, refusedWith } from './index.ts';
import type { Call, Grafana, GrafanaAnswer, GrafanaRefusal, Reply } from './index.ts';

type Dashboards = Pick<Grafana, 'dashboard' | 'save' | 'remove'>;

/** /api/dashboards: every version, until it is switched off. */
function classic(call: Call): Dashboards {
  return {
    dashboard: async (uid, signal) => {
      const reply = await call('GET', `/api/dashboards/uid/${encodeURIComponent(uid)}`, signal);
      if ('kind' in reply) return reply;
      if (reply.status === 404) return { kind: 'ok', value: undefined };
      const body = isObject(reply.json) ? reply.json : {};
      const { dashboard: model, meta } = body;
      if (reply.status !== 200 || !isObject(model)) return refusalOf(reply, `dashboard ${uid}`);
      const about = isObject(meta) ? meta : {};
      return {
        kind: 'ok',
        value: {
          model,
          folderUid: typeof about['folderUid'] === 'string' ? about['folderUid'] : '',
          provisioned: about['provisioned'] === true,
          version: model['version'] ?? null,
        },
      };
    },
    save: async ({ uid, model, folderUid, message, overwrite, stored }, signal) => {
      const reply = await call('POST', '/api/dashboards/db', signal, {
        dashboard: { ...model, uid, id: null, ...(stored ? { version: stored.version } : {}) },
        // Without it an existing dashboard would move to the root.
        folderUid,
        message,
        overwrite,
      });
      if ('kind' in reply) return reply;
      return reply.status === 200 ? { kind: 'ok', value: null } : refusalOf(reply, `dashboard ${uid}`);
    },
    remove: async (uid, _stored, signal) =>
      removed(await call('DELETE', `/api/dashboards/uid/${encodeURIComponent(uid)}`, signal), uid),
  };
}

const FOLDER = 'grafana.app/folder';
/** Who else looks after a resource: a file provider, an operator, Git sync. */
const MANAGERS = ['grafana.app/managedBy', 'grafana.app/managerKind'];

/** /apis/dashboard.grafana.app: Grafana 12 and later. */
function resources(call: Call, version: string, namespace: string): Dashboards {
  const base = `/apis/dashboard.grafana.app/${version}/namespaces/${namespace}/dashboards`;
  return {
    dashboard: async (uid, signal) => {
      const reply = await call('GET', `${base}/${encodeURIComponent(uid)}`, signal);
      if ('kind' in reply) return reply;
      if (reply.status === 404) return { kind: 'ok', value: undefined };
      const body = isObject(reply.json) ? reply.json : {};
      const { spec: model, metadata } = body;
      if (reply.status !== 200 || !isObject(model)) return refusalOf(reply, `dashboard ${uid}`);
      const about = isObject(metadata) ? metadata : {};
      const annotations = isObject(about['annotations']) ? about['annotations'] : {};
      const folder = annotations[FOLDER];
      return {
        kind: 'ok',
        value: {
          model,
          folderUid: typeof folder === 'string' ? folder : '',
          provisioned: MANAGERS.some((name) => annotations[name] !== undefined),
          version: about['resourceVersion'] ?? null,
        },
      };
    },
    save: async ({ uid, model, folderUid, message, overwrite, stored }, signal) => {
      // Without a resourceVersion the API server asks nobody whether it changed.
      const resourceVersion: JsonObject = stored && !overwrite ? { resourceVersion: stored.version } : {};
      const body: JsonObject = {
        apiVersion: `dashboard.grafana.app/${version}`,
        kind: 'Dashboard',
        metadata: {
          name: uid,
          ...resourceVersion,
          annotations: { ...(folderUid === '' ? {} : { [FOLDER]: folderUid }), 'grafana.app/message': message },
        },
        spec: model,
      };
      const reply = stored
        ? await call('PUT', `${base}/${encodeURIComponent(uid)}`, signal, body)
        : await call('POST', base, signal, body);
      if ('kind' in reply) return reply;
      return reply.status === 200 || reply.status === 201
        ? { kind: 'ok', value: null }
        : refusalOf(reply, `dashboard ${uid}`);
    },
    remove: async (uid, { version: resourceVersion }, signal) => {
      const preconditions: JsonObject = resourceVersion === null ? {} : { preconditions: { resourceVersion } };
      const options: JsonObject = { apiVersion: 'v1', kind: 'DeleteOptions', ...preconditions };
      return removed(await call('DELETE', `${base}/${encodeURIComponent(uid)}`, signal, options), uid);
    },
  };
}

function removed(reply: Reply | GrafanaRefusal, uid: string): GrafanaAnswer<null> {
  if ('kind' in reply) return reply;
  const gone = reply.status === 200 || reply.status === 202 || reply.status === 404;
  return gone ? { kind: 'ok', value: null } : refusalOf(reply, `dashboard ${uid}`);
}

/** Versions of the group that take the classic model, the best first. v0alpha1 and v2 are something else. */
const MODEL_V1 = ['v1', 'v1beta1'];

/**
 * Opens a Grafana: with the newer API where it serves a version of it for the classic model, else the classic one.
 * The organisation of the credentials is the one that is written to.
 */
export async function openGrafana(
  name: string,
  send: Send,
  signal: AbortSignal,
): Promise<{ readonly kind: 'ok'; readonly grafana: Grafana } | GrafanaRefusal> {
  const call = callOver(send);
  // Asks for the rights, too: /api/health answers without any right.
  const org = await call('GET', '/api/org', signal);
  if ('kind' in org) return org;
  if (org.status !== 200 || !isObject(org.json)) return notGrafana(org, name);
  const group = await call('GET', '/apis/dashboard.grafana.app', signal);
  const version = 'kind' in group || group.status !== 200 ? undefined : versionOf(group.json);
  const id = org.json['id'];
  const dashboards =
    version === undefined
      ? classic(call)
      : resources(call, version, id === 1 || typeof id !== 'number' ? 'default' : `org-${id}`);
  return {
    kind: 'ok',
    grafana: {
      name,
      api: version === undefined ? 'classic' : `dashboard.grafana.app/${version}`,
      ...dashboards,
      ...folderCalls(call),
    },
  };
}

function notGrafana(reply: Parameters<typeof refusalOf>[0], name: string): GrafanaRefusal {
  if (reply.status !== 404) return refusalOf(reply, name);
  return refusedWith(
    'unreachable',
    `${name}: there is no Grafana API (HTTP 404)`,
    'Give the address of Grafana itself with --grafana-url, its sub-path included.',
  );
}

function versionOf(group: Json | undefined): string | undefined {
  const listed = isObject(group) && Array.isArray(group['versions']) ? (group['versions'] as readonly Json[]) : [];
  const served = listed.flatMap((entry) => (isObject(entry) ? [entry['version']] : []));
  return MODEL_V1.find((version) => served.includes(version));
}
