/**
 * Serves the cluster of cluster.ts on a free port of this machine as the API server would: https, pages by limit and
 * continue, namespaces, label selectors, metadata only, gzip where it is asked for. Counts what it is asked.
 * node scripts/ts.mjs bench/api.ts PODS|dense: prints its kubeconfig (JSON) once it listens, and serves until it is ended.
 * GET /bench answers {requests, lists, bytes, paths} since the last time, and begins again.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { clusterOf, REAL } from './cluster.ts';
import type { ServedList } from './cluster.ts';
import { FULL, worldOf } from './world.ts';
import { apiVersionOf, RESOURCES } from '../src/kube/resources.ts';
import { groupBy } from '../src/kube/group.ts';

/** The dense world, kind by kind. */
function denseCluster(): readonly ServedList[] {
  const objects = worldOf(FULL);
  return RESOURCES.map((resource) => ({
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    plural: resource.plural,
    *objects() {
      yield* objects.filter(({ kind }) => kind === resource.kind);
    },
  }));
}

/** One object as it is sent: whole, and its metadata alone. */
interface Served {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly whole: Buffer;
  readonly metadata: Buffer;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function serve({ objects }: ServedList): readonly Served[] {
  return [...objects()].map((object) => {
    const metadata = object['metadata'] as Record<string, unknown>;
    return {
      name: textOf(metadata['name']),
      namespace: textOf(metadata['namespace']),
      labels: (metadata['labels'] ?? {}) as Record<string, string>,
      whole: Buffer.from(JSON.stringify(object)),
      metadata: Buffer.from(JSON.stringify({ metadata })),
    };
  });
}

/** "key", "!key", "key=value", "key in (a,b)"; all of a list must hold. */
function selected({ labels }: Served, selector: string): boolean {
  return selector.split(/,(?![^(]*\))/).every((term) => {
    const [, key = '', values] = /^(\S+) in \((.*)\)$/.exec(term) ?? [];
    if (values !== undefined) return values.split(',').some((value) => labels[key] === value.trim());
    const [name = '', value] = term.split(/={1,2}/);
    if (name.startsWith('!')) return !Object.hasOwn(labels, name.slice(1));
    return value === undefined ? Object.hasOwn(labels, name) : labels[name] === value;
  });
}

interface Page {
  readonly items: readonly Buffer[];
  readonly next: string;
}

function pageOf(all: readonly Served[], query: URLSearchParams, metadataOnly: boolean): Page {
  const labels = query.get('labelSelector');
  const name = /^metadata\.name=(.*)$/.exec(query.get('fieldSelector') ?? '')?.[1];
  const matching = all.filter(
    (one) => (labels === null || selected(one, labels)) && (name === undefined || one.name === name),
  );
  const from = Number(query.get('continue') ?? 0);
  const to = query.has('limit') ? from + Number(query.get('limit')) : matching.length;
  return {
    items: matching.slice(from, to).map((one) => (metadataOnly ? one.metadata : one.whole)),
    next: to < matching.length ? String(to) : '',
  };
}

const rows = new Map<Buffer, unknown>();

function rowOf(item: Buffer): unknown {
  const known = rows.get(item);
  if (known !== undefined) return known;
  const { metadata, spec } = JSON.parse(item.toString()) as {
    readonly metadata: { readonly name: string };
    readonly spec?: { readonly template?: { readonly spec?: { readonly containers?: readonly Named[] } } };
  };
  const containers = spec?.template?.spec?.containers ?? [];
  const [names, images] = [containers.map(({ name }) => name).join(), containers.map(({ image }) => image).join()];
  const row = { cells: [metadata.name, '2/2', 2, 2, '10d', names, images, 'app=x'], object: null };
  rows.set(item, row);
  return row;
}

/** The rows that kubectl prints of workloads, of which the containers are looked at. */
function tableBody({ items, next }: Page): Buffer {
  const columns = ['Name', 'Ready', 'Up-to-date', 'Available', 'Age', 'Containers', 'Images', 'Selector'];
  const table = {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: '1', ...(next === '' ? {} : { continue: next }) },
    columnDefinitions: columns.map((name) => ({ name, type: 'string', format: '', description: '', priority: 0 })),
    rows: items.map(rowOf),
  };
  return Buffer.from(JSON.stringify(table));
}

interface Named {
  readonly name: string;
  readonly image: string;
}

const COMMA = Buffer.from(',');

function listBody(apiVersion: string, kind: string, { items, next }: Page): Buffer {
  const head = {
    kind: `${kind}List`,
    apiVersion,
    metadata: { resourceVersion: '1', ...(next === '' ? {} : { continue: next }) },
  };
  const open = `${JSON.stringify(head).slice(0, -1)},"items":[`;
  return Buffer.concat([
    Buffer.from(open),
    ...items.flatMap((item, i) => (i === 0 ? [item] : [COMMA, item])),
    Buffer.from(']}\n'),
  ]);
}

const notFound = (name: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code: 404,
      message: `"${name}" not found`,
      details: { name },
    }),
  );

const [, , world = ''] = process.argv;
const lists = new Map(
  (world === 'dense' ? denseCluster() : clusterOf({ ...REAL, pods: Number(world) })).map((list) => {
    const objects = serve(list);
    const byNamespace = groupBy(objects, ({ namespace }) => namespace);
    const root = list.apiVersion.includes('/') ? `/apis/${list.apiVersion}` : `/api/${list.apiVersion}`;
    return [`${root}/${list.plural}`, { ...list, objects, byNamespace }] as const;
  }),
);
let counts = { requests: 0, lists: 0, bytes: 0, paths: [] as string[] };

function answer(request: http.IncomingMessage): { readonly status: number; readonly body: Buffer } {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://localhost');
  if (pathname === '/version') return { status: 200, body: Buffer.from('{"gitVersion":"v1.36.3"}') };
  const place = /^(\/apis?(?:\/[^/]+){1,2}?)(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?$/.exec(pathname);
  const [, root = '', namespace, plural = '', name] = place ?? [];
  const list = lists.get(`${root}/${plural}`);
  if (!list) return { status: 404, body: Buffer.from('404 page not found\n') };
  const objects = namespace === undefined ? list.objects : (list.byNamespace.get(namespace) ?? []);
  if (name !== undefined) {
    const found = objects.find((one) => one.name === name);
    if (!found) return { status: 404, body: notFound(name) };
    const head = JSON.stringify({ kind: list.kind, apiVersion: list.apiVersion }).slice(0, -1);
    return { status: 200, body: Buffer.concat([Buffer.from(`${head},`), found.whole.subarray(1)]) };
  }
  counts.lists += 1;
  const { accept = '' } = request.headers;
  if (accept.includes('as=Table')) return { status: 200, body: tableBody(pageOf(objects, searchParams, false)) };
  const metadataOnly = accept.includes('PartialObjectMetadataList');
  return { status: 200, body: listBody(list.apiVersion, list.kind, pageOf(objects, searchParams, metadataOnly)) };
}

const folder = mkdtempSync(join(tmpdir(), 'promwire-bench-api-'));
const certificate = [
  '-keyout',
  join(folder, 'key'),
  '-out',
  join(folder, 'cert'),
  '-addext',
  'subjectAltName=IP:127.0.0.1',
];
execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=127.0.0.1',
    ...certificate,
  ],
  { stdio: 'ignore' },
);
const [key, cert] = [readFileSync(join(folder, 'key')), readFileSync(join(folder, 'cert'))];
rmSync(folder, { recursive: true });

const server = https.createServer({ key, cert }, (request, response) => {
  if (request.url === '/bench') {
    response.end(JSON.stringify(counts));
    counts = { requests: 0, lists: 0, bytes: 0, paths: [] };
    return;
  }
  const { status, body } = answer(request);
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'])) && body.length > 128 * 1024;
  const sent = zipped ? gzipSync(body, { level: 1 }) : body;
  counts.requests += 1;
  counts.bytes += sent.length;
  counts.paths.push(request.url ?? '');
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': sent.length,
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(sent);
});
// A busy machine may leave a connection idle for longer than Node waits.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bench',
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    clusters: [
      {
        name: 'bench',
        cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': cert.toString('base64') },
      },
    ],
    users: [{ name: 'bench', user: { token: 'bench' } }],
  };
  process.stdout.write(`${JSON.stringify(kubeconfig)}\n`);
});
