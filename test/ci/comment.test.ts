/** The one comment that ci/comment.mjs keeps, on stand-ins of both forges. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { forge } from './forge.ts';
import type { Forge } from './forge.ts';
import { root, shell } from './steps.ts';
import type { Env } from './steps.ts';

const temp = mkdtempSync(join(tmpdir(), 'promwire-comment-'));
const event = join(temp, 'event.json');
writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
const started: Forge[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});
afterAll(() => {
  rmSync(temp, { recursive: true, force: true });
});

const FORGES = {
  github: {
    me: 'github-actions[bot]',
    /** Workflows' tokens may not ask who they are. */
    asks: undefined,
    env: (url: string): Env => ({
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: url,
      GITHUB_GRAPHQL_URL: `${url}/graphql`,
      GITHUB_REPOSITORY: 'shop/deploy',
      GITHUB_EVENT_PATH: event,
      PROMWIRE_TOKEN: 't',
    }),
  },
  gitlab: {
    me: 'promwire',
    asks: 'promwire',
    env: (url: string): Env => ({
      CI_API_V4_URL: url,
      CI_PROJECT_ID: '5',
      CI_MERGE_REQUEST_IID: '7',
      PROMWIRE_GITLAB_TOKEN: 't',
    }),
  },
} as const;

const open = async (kind: keyof typeof FORGES): Promise<Forge> => {
  const { me, asks } = FORGES[kind];
  const api = await forge(kind, me, asks);
  started.push(api);
  return api;
};

/** `text` undefined: the comparison failed. */
const say = async (
  kind: keyof typeof FORGES,
  url: string,
  text: string | undefined,
  env: Env = {},
): Promise<{ readonly code: number; readonly log: string }> => {
  const file = join(temp, 'comment.md');
  writeFileSync(file, text ?? '');
  return await shell(`node ci/comment.mjs ${text === undefined ? "''" : file}`, root, {
    ...FORGES[kind].env(url),
    ...env,
  });
};

const MARK = '<!-- promwire compare  -->';

describe.each(['github', 'gitlab'] as const)('on %s', (kind) => {
  const { me } = FORGES[kind];

  it('finds its own on any page, takes no other for it, and keeps one', async () => {
    const api = await open(kind);
    for (let id = 1; id <= 230; id++) api.comments.push({ id, body: `comment ${id}`, by: 'alice' });
    const marked = (id: number, by: string, body = `${MARK}\nold`): void => {
      api.comments[id - 1] = { id, by, body };
    };
    marked(3, 'alice');
    marked(4, me, `> ${MARK}\nquoted`);
    marked(5, me, '<!-- promwire compare other -->\nold');
    marked(150, me);
    marked(220, me);
    const { code, log } = await say(kind, api.url, 'new\n');
    expect({ code, log }).toEqual({ code: 0, log: 'comment: changed\n' });
    expect(api.comments.find(({ id }) => id === 150)?.body).toBe(`${MARK}\nnew\n`);
    expect(api.comments.some(({ id }) => id === 220)).toBe(false);
    expect(api.changes).toHaveLength(2);
    expect((await say(kind, api.url, 'new\n')).log).toBe('comment: as it was\n');
    expect((await say(kind, api.url, '')).log).toBe('comment: deleted\n');
    expect(api.comments.filter(({ body }) => body.includes('promwire')).map(({ id }) => id)).toEqual([3, 4, 5]);
    expect((await say(kind, api.url, '')).log).toBe('comment: not needed\n');
    expect(api.changes).toHaveLength(3);
  });

  it('makes another where its own was deleted meanwhile, and one for each key', async () => {
    const api = await open(kind);
    api.comments.push({ id: 1, body: `${MARK}\nold`, by: me });
    api.refuses = [[/^(?:PATCH|PUT|DELETE)/, 404]];
    expect(await say(kind, api.url, 'new\n')).toEqual({ code: 0, log: 'comment: made\n' });
    expect(await say(kind, api.url, '')).toEqual({ code: 0, log: 'comment: deleted\n' });
    api.refuses = [];
    expect((await say(kind, api.url, 'prod\n', { PROMWIRE_KEY: 'a--> b' })).log).toBe('comment: made\n');
    expect(api.comments.at(-1)?.body).toBe('<!-- promwire compare a%2D%2D%3E%20b -->\nprod\n');
    expect((await say(kind, api.url, 'prod 2\n', { PROMWIRE_KEY: 'a--> b' })).log).toBe('comment: changed\n');
  });

  it('tells of a comparison that failed only where it has said something', async () => {
    const api = await open(kind);
    expect((await say(kind, api.url, undefined)).log).toBe('comment: not needed\n');
    api.comments.push({ id: 1, body: `${MARK}\nold`, by: me });
    expect((await say(kind, api.url, undefined)).log).toBe('comment: changed\n');
    expect(api.comments[0]?.body).toContain('could not compare');
  });

  it.each([
    ['GET', 401],
    ['GET', 403],
    ['GET', 404],
    ['POST', 403],
    ['POST', 500],
  ])('says what it could not do, and fails nothing: %s %i', async (method, status) => {
    const api = await open(kind);
    api.refuses = [[new RegExp(`^${method}`), status]];
    const { code, log } = await say(kind, api.url, 'new\n');
    expect(code).toBe(0);
    expect(log).toMatch(new RegExp(`^(?:::notice title=promwire::)?no comment, .*: ${method} /.*HTTP ${status}`));
    expect(log).toContain(status === 500 ? '(Error)' : 'the token may not write it');
  });

  it('says that nothing answers', async () => {
    const gone = await open(kind);
    await gone.stop();
    const { code, log } = await say(kind, gone.url, 'new\n');
    expect(code).toBe(0);
    expect(log).toContain('ECONNREFUSED');
  });
});

it('takes no note without an author for its own, where the token may not ask whose it is', async () => {
  const api = await forge('gitlab', 'promwire');
  started.push(api);
  api.comments.push({ id: 1, body: `${MARK}\nold`, by: 'deleted' });
  await say('gitlab', api.url, '');
  expect(api.comments).toHaveLength(1);
});

it('follows no one elsewhere with its token', async () => {
  const api = await open('gitlab');
  const elsewhere = await open('gitlab');
  api.refuses = [[/^GET/, 307]];
  api.redirect = elsewhere.url;
  const { code, log } = await say('gitlab', api.url, 'new\n');
  expect(code).toBe(0);
  expect(log).toContain('no comment');
  expect(elsewhere.tokens.size).toBe(0);
});

it('knows the comments of a user, where the token is of one', async () => {
  const api = await forge('github', 'alice', 'alice');
  started.push(api);
  api.comments.push(
    { id: 1, body: `${MARK}\nold`, by: 'github-actions[bot]' },
    { id: 2, body: `${MARK}\nold`, by: 'alice' },
  );
  await say('github', api.url, 'new\n');
  expect(api.comments.map(({ body }) => body)).toEqual([`${MARK}\nold`, `${MARK}\nnew\n`]);
});

it.each([
  ['the token of a workflow that may ask nothing', 'github-actions[bot]', undefined, {}],
  ['the token of a workflow', 'github-actions[bot]', 'github-actions[bot]', {}],
  ['the token of an app', 'deployer[bot]', 'deployer[bot]', {}],
  [
    'the token of a workflow, on a server without GraphQL',
    'github-actions[bot]',
    undefined,
    { GITHUB_GRAPHQL_URL: '' },
  ],
] as const)('takes no comment of another bot for its own: with %s', async (_, by, viewer, env) => {
  const api = await forge('github', by, undefined, viewer);
  started.push(api);
  const others = ['dependabot[bot]', by === 'deployer[bot]' ? 'github-actions[bot]' : 'deployer[bot]'];
  for (const [i, each] of [...others, by].entries()) api.comments.push({ id: i + 1, body: `${MARK}\nold`, by: each });
  expect((await say('github', api.url, 'new\n', env)).log).toBe('comment: changed\n');
  expect(api.comments.map(({ body }) => body)).toEqual([`${MARK}\nold`, `${MARK}\nold`, `${MARK}\nnew\n`]);
});
