/** A registry of npm packages on loopback, in memory: what npm publish sends is what npm install gets. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What npm sends of a version: its package.json, with `dist` to check it by. */
interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dist: { readonly tarball: string; readonly integrity: string };
}
interface Document {
  readonly name: string;
  readonly versions: Readonly<Record<string, Manifest>>;
  readonly _attachments?: Readonly<Record<string, { readonly data: string; readonly length: number }>>;
}

export interface Registry {
  readonly url: string;
  /** "PUT /promwire 201" …, in order. */
  readonly asked: readonly string[];
  /** The versions that were published. */
  readonly versions: () => Readonly<Record<string, Manifest>>;
  readonly stop: () => Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** PUT and GET of the document of one package, and GET of its tarballs; a version is published once, with `token`. */
export async function startRegistry(name: string, token: string): Promise<Registry> {
  const asked: string[] = [];
  const tarballs = new Map<string, Buffer>();
  let document: Document | undefined;

  const publish = (sent: Document): number => {
    const [first] = Object.entries(sent._attachments ?? {});
    const [manifest] = Object.values(sent.versions);
    if (first === undefined || manifest === undefined || sent.name !== name) return 400;
    const [file, attached] = first;
    if (document !== undefined && Object.hasOwn(document.versions, manifest.version)) return 409;
    const bytes = Buffer.from(attached.data, 'base64');
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    if (bytes.length !== attached.length || integrity !== manifest.dist.integrity) return 400;
    const { _attachments: _, ...kept } = sent;
    tarballs.set(`/${name}/-/${file}`, bytes);
    document = { ...kept, versions: { ...document?.versions, ...kept.versions } };
    return 201;
  };

  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const answer = (status: number, body: object | Buffer): void => {
      asked.push(`${method} ${url} ${status}`);
      const isBytes = Buffer.isBuffer(body);
      response.writeHead(status, { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' });
      response.end(isBytes ? body : JSON.stringify(body));
    };
    const work = async (): Promise<void> => {
      const tarball = tarballs.get(url);
      if (method === 'GET' && tarball !== undefined) answer(200, tarball);
      else if (method === 'GET' && url === `/${name}` && document !== undefined) answer(200, document);
      else if (method === 'PUT' && url === `/${name}`) {
        const body = await bodyOf(request);
        answer(headers.authorization === `Bearer ${token}` ? publish(JSON.parse(body) as Document) : 401, {});
      } else answer(404, { error: 'not found' });
    };
    void work();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    versions: () => document?.versions ?? {},
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
