/** A stand-in, on loopback, of what GitHub's and GitLab's APIs know of comments. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Who wrote it. */
  readonly by: string;
}

export interface Forge {
  readonly url: string;
  readonly comments: Comment[];
  /** Each request but those that only look: `POST /repos/…`. */
  readonly changes: string[];
  /** The tokens that requests came with. */
  readonly tokens: Set<string>;
  /** Status to answer instead, of requests whose `METHOD path` it matches. */
  refuses: readonly (readonly [what: RegExp, status: number])[];
  /** Where its refusals lead. */
  redirect?: string;
  readonly stop: () => Promise<void>;
}

/** Users of both forges, as they tell them. */
const IDS: Readonly<Record<string, number>> = {
  'github-actions[bot]': 1,
  alice: 2,
  promwire: 3,
  'dependabot[bot]': 4,
  'deployer[bot]': 5,
};

const github = ({ id, body, by }: Comment): object => ({
  id,
  body,
  user: { id: IDS[by], login: by, type: by.endsWith('[bot]') ? 'Bot' : 'User' },
});
const gitlab = ({ id, body, by }: Comment): object => ({ id, body, author: { id: IDS[by], username: by } });

const LIST = /^\/repos\/shop\/deploy\/issues\/7\/comments$|^\/projects\/5\/merge_requests\/7\/notes$/;
const ONE = /^\/repos\/shop\/deploy\/issues\/comments\/(\d+)$|^\/projects\/5\/merge_requests\/7\/notes\/(\d+)$/;

/** `me`: whose tokens it takes; undefined where a token may not ask; `viewer`: whom GraphQL names, of the token of an app. */
export async function forge(kind: 'github' | 'gitlab', writes: string, me?: string, viewer?: string): Promise<Forge> {
  const comments: Comment[] = [];
  const changes: string[] = [];
  const tokens = new Set<string>();
  const shown = kind === 'github' ? github : gitlab;
  let next = 1000;

  const answered = async (request: IncomingMessage): Promise<Answer> => {
    const { method = '' } = request;
    const url = new URL(request.url ?? '', 'http://forge');
    const path = url.pathname;
    tokens.add(String(request.headers.authorization ?? request.headers['private-token']));
    if (method !== 'GET' && path !== '/graphql') changes.push(`${method} ${path}`);
    const refused = self.refuses.find(([what]) => what.test(`${method} ${path}`));
    if (refused) {
      const headers = self.redirect === undefined ? {} : { location: `${self.redirect}${path}` };
      return { status: refused[1], body: { message: 'no' }, headers };
    }
    if (path === '/user') return me === undefined ? { status: 403 } : { status: 200, body: { id: IDS[me], login: me } };
    if (path === '/graphql') {
      const { query } = JSON.parse(await bodyOf(request)) as { query: string };
      if (viewer === undefined || !/^\{ viewer \{ login \} \}$/.test(query)) return { status: 403 };
      return { status: 200, body: { data: { viewer: { login: viewer } } } };
    }
    const text = async (): Promise<string> => (JSON.parse(await bodyOf(request)) as { body: string }).body;
    if (LIST.test(path) && method === 'POST') {
      comments.push({ id: next++, body: await text(), by: writes });
      return { status: 201, body: shown(comments.at(-1)!) };
    }
    if (LIST.test(path)) {
      const page = Number(url.searchParams.get('page'));
      const size = Number(url.searchParams.get('per_page'));
      const more = comments.length > page * size;
      return {
        status: 200,
        body: comments.slice((page - 1) * size, page * size).map(shown),
        headers: {
          ...(kind === 'github' && more ? { link: `<http://elsewhere/?page=${page + 1}>; rel="next"` } : {}),
          ...(kind === 'gitlab' ? { 'x-next-page': more ? String(page + 1) : '' } : {}),
        },
      };
    }
    const [, one, other] = ONE.exec(path) ?? [];
    const at = comments.findIndex(({ id }) => id === Number(one ?? other));
    if (at < 0) return { status: 404, body: { message: 'Not Found' } };
    if (method === 'DELETE') {
      comments.splice(at, 1);
      return { status: 204 };
    }
    comments[at] = { ...comments[at]!, body: await text() };
    return { status: 200, body: shown(comments[at]) };
  };

  const server = createServer((request, response) => {
    void answered(request).then(({ status, body, headers = {} }) => {
      response.writeHead(status, headers);
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const self: Forge = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    changes,
    tokens,
    refuses: [],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return self;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
