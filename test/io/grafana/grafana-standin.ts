import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A stand-in for Grafana's HTTP API, written from its documentation (dashboard, folder, data source and organisation
 * APIs of 11 to 13): statuses, bodies and messages are those documented. No Grafana runs in these tests.
 */
export interface GrafanaStandIn {
  readonly url: string;
  readonly dashboards: Map<string, Stored>;
  readonly folders: Map<string, string>;
  /** "METHOD path" of every request, in order. */
  readonly seen: string[];
  /** Authorization headers. */
  readonly logins: Set<string>;
  /** Changes a dashboard between two requests, as somebody at the browser would. */
  meddle: ((uid: string) => unknown) | undefined;
  readonly stop: () => Promise<void>;
}

interface Stored {
  model: Record<string, unknown>;
  folderUid: string;
  version: number;
  provisioned?: boolean;
  /** An app plugin brought it. */
  plugin?: boolean;
}

export interface StandInOptions {
  /** What is served: 11 has the classic API alone. */
  readonly version: 11 | 12 | 13;
  readonly authorization?: string;
  /** 403 for every write: a Viewer. */
  readonly readOnly?: boolean;
  readonly datasources?: readonly object[] | 'forbidden';
  readonly org?: number;
  /** Answers in its place, as no Grafana should; false: not this one. */
  readonly instead?: (asked: string, response: ServerResponse, request: IncomingMessage) => boolean;
}

const VERSIONS: Readonly<Record<number, readonly string[]>> = {
  12: ['v0alpha1', 'v1beta1', 'v2alpha1'],
  13: ['v1', 'v1beta1', 'v2'],
};

export async function startGrafana(options: StandInOptions): Promise<GrafanaStandIn> {
  const dashboards = new Map<string, Stored>();
  const folders = new Map<string, string>();
  const seen: string[] = [];
  const logins = new Set<string>();
  const namespace = (options.org ?? 1) === 1 ? 'default' : `org-${options.org ?? 1}`;
  const standIn = { dashboards, folders, seen, logins, meddle: undefined as GrafanaStandIn['meddle'] };

  const answer = (method: string, path: string, body: Record<string, unknown>): readonly [number, unknown] => {
    const write = method !== 'GET';
    if (path === '/api/org') return [200, { id: options.org ?? 1, name: 'Main Org.' }];
    if (path === '/api/datasources') {
      return options.datasources === 'forbidden'
        ? [
            403,
            {
              message:
                "You'll need additional permissions to perform this action. Permissions needed: datasources:read",
            },
          ]
        : [200, options.datasources ?? []];
    }
    if (write && options.readOnly) return [403, { message: 'Access denied to this dashboard' }];
    const [, folder] = /^\/api\/folders\/(.+)$/.exec(path) ?? [];
    if (folder !== undefined) {
      const title = folders.get(folder);
      return title === undefined
        ? [404, { message: 'Folder not found', status: 'not-found' }]
        : [200, { uid: folder, title }];
    }
    if (path === '/api/folders') {
      const uid = String(body['uid']);
      if (folders.has(uid))
        return [412, { message: 'the folder has been changed by someone else', status: 'version-mismatch' }];
      folders.set(uid, String(body['title']));
      return [200, { uid, title: body['title'], version: 1 }];
    }
    const [, uid] = /^\/api\/dashboards\/uid\/(.+)$/.exec(path) ?? [];
    if (uid !== undefined) {
      const stored = dashboards.get(uid);
      if (!stored) return [404, { message: 'Dashboard not found' }];
      if (method === 'DELETE') {
        if (stored.provisioned) return [400, { message: 'provisioned dashboard cannot be deleted' }];
        dashboards.delete(uid);
        return [200, { title: stored.model['title'], message: `Dashboard deleted`, id: 7 }];
      }
      return [
        200,
        {
          meta: { provisioned: stored.provisioned === true, folderUid: stored.folderUid, version: stored.version },
          dashboard: { ...stored.model, id: 7, version: stored.version },
        },
      ];
    }
    if (path === '/api/dashboards/db') return classicSave(body);
    if (path === '/apis/dashboard.grafana.app') {
      const versions = VERSIONS[options.version];
      if (!versions) return [404, { message: 'Not found' }];
      return [
        200,
        { kind: 'APIGroup', name: 'dashboard.grafana.app', versions: versions.map((version) => ({ version })) },
      ];
    }
    const [, version = '', name] =
      new RegExp(`^/apis/dashboard\\.grafana\\.app/([^/]+)/namespaces/${namespace}/dashboards(?:/(.+))?$`).exec(path) ??
      [];
    if (VERSIONS[options.version]?.includes(version)) return resource(method, name, body);
    return [404, { message: 'Not found' }];
  };

  const classicSave = (body: Record<string, unknown>): readonly [number, unknown] => {
    const model = body['dashboard'] as Record<string, unknown>;
    const uid = String(model['uid']);
    if (!model['title']) return [400, { message: 'Dashboard title cannot be empty' }];
    standIn.meddle?.(uid);
    const folderUid = typeof body['folderUid'] === 'string' ? body['folderUid'] : '';
    if (folderUid !== '' && !folders.has(folderUid)) return [404, { message: 'folder not found', status: 'not-found' }];
    const stored = dashboards.get(uid);
    if (stored?.provisioned) return [400, { message: 'Cannot save provisioned dashboard' }];
    if (stored?.plugin && body['overwrite'] !== true)
      return [412, { status: 'plugin-dashboard', message: 'The dashboard belongs to plugin x.' }];
    if (stored && body['overwrite'] !== true && model['version'] !== stored.version)
      return model['version'] === undefined
        ? [412, { status: 'name-exists', message: 'A dashboard with the same uid already exists' }]
        : [412, { status: 'version-mismatch', message: 'The dashboard has been changed by someone else' }];
    const version = (stored?.version ?? 0) + 1;
    dashboards.set(uid, { model, folderUid, version });
    return [200, { status: 'success', uid, url: `/d/${uid}`, version }];
  };

  const status = (code: number, reason: string, message: string) =>
    [code, { kind: 'Status', status: 'Failure', reason, message, code }] as const;

  const resource = (
    method: string,
    name: string | undefined,
    body: Record<string, unknown>,
  ): readonly [number, unknown] => {
    const metadata = (body['metadata'] ?? {}) as {
      name?: string;
      resourceVersion?: string;
      annotations?: Record<string, string>;
    };
    const uid = name ?? metadata.name ?? '';
    if (method !== 'GET') standIn.meddle?.(uid);
    const stored = dashboards.get(uid);
    const shown = (at: Stored) => ({
      metadata: {
        name: uid,
        resourceVersion: String(at.version),
        annotations: {
          'grafana.app/folder': at.folderUid,
          ...(at.provisioned ? { 'grafana.app/managedBy': 'classic-file-provisioning' } : {}),
        },
      },
      spec: at.model,
    });
    if (method === 'GET')
      return stored
        ? [200, shown(stored)]
        : status(404, 'NotFound', `dashboards.dashboard.grafana.app "${uid}" not found`);
    if (method === 'DELETE') {
      if (!stored) return status(404, 'NotFound', `dashboards.dashboard.grafana.app "${uid}" not found`);
      const wanted = (body['preconditions'] as { resourceVersion?: string } | undefined)?.resourceVersion;
      if (wanted !== undefined && wanted !== String(stored.version))
        return status(409, 'Conflict', 'the ResourceVersion in the precondition does not match the one in the record');
      dashboards.delete(uid);
      return [200, { kind: 'Status', status: 'Success' }];
    }
    if (method === 'POST' && stored)
      return status(409, 'AlreadyExists', `dashboards.dashboard.grafana.app "${uid}" already exists`);
    if (stored && metadata.resourceVersion !== undefined && metadata.resourceVersion !== String(stored.version))
      return status(
        409,
        'Conflict',
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    const made = {
      model: body['spec'] as Record<string, unknown>,
      folderUid: metadata.annotations?.['grafana.app/folder'] ?? '',
      version: (stored?.version ?? 0) + 1,
    };
    dashboards.set(uid, made);
    return [method === 'POST' ? 201 : 200, shown(made)];
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      seen.push(`${request.method ?? ''} ${path}`);
      logins.add(request.headers.authorization ?? '');
      if (options.instead?.(`${request.method ?? ''} ${path}`, response, request)) return;
      const text = Buffer.concat(chunks).toString('utf8');
      const [code, body] =
        options.authorization !== undefined && request.headers.authorization !== options.authorization
          ? [401, { message: 'Unauthorized', messageId: 'session.token.rotate' }]
          : answer(request.method ?? '', path, text === '' ? {} : (JSON.parse(text) as Record<string, unknown>));
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return Object.assign(standIn, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  });
}
