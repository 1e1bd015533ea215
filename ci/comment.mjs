// Keeps one comment on a pull request (GitHub) or merge request (GitLab): makes it, changes it, deletes it when nothing is to
// be said. `node comment.mjs FILE`: what to say, nothing in an empty file; where FILE is not there the comparison failed, and a
// comment of before says so. Never fails a run: what it cannot do is said in the log. docs/git.md.
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

const { env } = process;
const DEADLINE_MS = 60_000;
/** Pages of comments that are looked through, of a hundred. */
const PAGES = 100;

/** Who writes with the token that GitHub makes for a workflow. */
const WORKFLOW = 'github-actions[bot]';

/** What a request came to, where it is not well. */
class Refused extends Error {
  constructor(status, what) {
    super(what);
    this.status = status;
  }
}

const signal = AbortSignal.timeout(DEADLINE_MS);

/** No redirect is followed: the token is for this host. */
const ask = async ({ api, headers }, method, path, body) => {
  const response = await fetch(path.startsWith('/') ? `${api}${path}` : path, {
    method,
    signal,
    redirect: 'error',
    headers: { ...headers, 'user-agent': 'promwire', ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Refused(response.status, `${method} ${path}: HTTP ${response.status}`);
  return { headers: response.headers, body: response.status === 204 ? undefined : await response.json() };
};

const pullOf = (event) => event.pull_request?.number ?? event.number;

/** GitHub's API: docs.github.com/en/rest/issues/comments. */
const github = () => {
  const event = env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')) : {};
  const repository = `/repos/${env.GITHUB_REPOSITORY}`;
  return {
    number: pullOf(event),
    token: env.PROMWIRE_TOKEN,
    api: env.GITHUB_API_URL,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${env.PROMWIRE_TOKEN}`,
      'x-github-api-version': '2022-11-28',
    },
    run: `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`,
    all: `${repository}/issues/${pullOf(event)}/comments`,
    one: (id) => `${repository}/issues/comments/${id}`,
    changes: 'PATCH',
    hasMore: (headers) => /\brel="next"/.test(headers.get('link') ?? ''),
    // Logins are compared, which have "[bot]" behind the name of an app: no user is called that.
    isMine: ({ user }, me) => user?.login !== undefined && user.login === (me?.login ?? WORKFLOW),
    /** What the token of an app, that of a workflow among them, may ask in place of /user. */
    viewer: env.GITHUB_GRAPHQL_URL,
    right: 'permissions: pull-requests: write',
  };
};

/** GitLab's API: docs.gitlab.com/api/notes. */
const gitlab = () => {
  const notes = `/projects/${env.CI_PROJECT_ID}/merge_requests/${env.CI_MERGE_REQUEST_IID}/notes`;
  return {
    number: env.CI_MERGE_REQUEST_IID,
    token: env.PROMWIRE_GITLAB_TOKEN,
    api: env.CI_API_V4_URL,
    headers: { 'private-token': env.PROMWIRE_GITLAB_TOKEN },
    run: env.CI_JOB_URL,
    all: notes,
    one: (id) => `${notes}/${id}`,
    changes: 'PUT',
    hasMore: (headers) => (headers.get('x-next-page') ?? '') !== '',
    isMine: ({ author }, me) => me !== undefined && author?.id === me.id,
    right: 'PROMWIRE_GITLAB_TOKEN: a project access token with the scope api',
  };
};

/** Of several in one pull request, each has a key; it is part of no text that others write. */
const markOf = (key) => `<!-- promwire compare ${encodeURIComponent(key).replaceAll('-', '%2D')} -->`;

/** Those that begin with the mark and are by the user of this token: a comment of others that holds the mark is theirs. */
const mine = async (forge, mark) => {
  const marked = [];
  for (let page = 1; page <= PAGES; page++) {
    const { headers, body } = await ask(forge, 'GET', `${forge.all}?per_page=100&page=${page}`);
    marked.push(...body.filter((each) => each.body?.startsWith(mark)));
    if (!forge.hasMore(headers)) break;
  }
  if (marked.length === 0) return [];
  const me = (await unlessRefused(forge, 'GET', '/user')) ?? (await viewerOf(forge));
  return marked.filter((each) => forge.isMine(each, me)).toSorted((a, b) => a.id - b.id);
};

/** Who an app writes as: docs.github.com/en/graphql/reference/queries#viewer. */
const viewerOf = async (forge) => {
  if (!forge.viewer) return undefined;
  const said = await unlessRefused(forge, 'POST', forge.viewer, { query: '{ viewer { login } }' });
  return said?.data?.viewer ?? undefined;
};

/** undefined: the token may not ask that. */
const unlessRefused = async (forge, ...request) => {
  try {
    return (await ask(forge, ...request)).body;
  } catch (error) {
    if (error instanceof Refused && [401, 403, 404].includes(error.status)) return undefined;
    throw error;
  }
};

/** What another run deleted meanwhile is gone. */
const unlessGone = async (forge, ...request) => {
  try {
    await ask(forge, ...request);
    return true;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return false;
    throw error;
  }
};

/** Answers what was done. */
const keep = async (forge, mark, text) => {
  const [first, ...rest] = await mine(forge, mark);
  for (const { id } of text === '' && first ? [first, ...rest] : rest) await unlessGone(forge, 'DELETE', forge.one(id));
  if (text === '') return first ? 'deleted' : 'not needed';
  const failed = text === undefined;
  if (failed && !first) return 'not needed';
  const body = failed
    ? `${mark}\n### promwire could not compare this\n\nThe log says why: ${forge.run}\n`
    : `${mark}\n${text}`;
  if (first?.body.replaceAll('\r\n', '\n').trimEnd() === body.trimEnd()) return 'as it was';
  if (first && (await unlessGone(forge, forge.changes, forge.one(first.id), { body }))) return 'changed';
  await ask(forge, 'POST', forge.all, { body });
  return 'made';
};

/** A line of the log; on GitHub a notice. */
const say = (text) => {
  const one = text.replaceAll(/[^\x20-\x7e]/g, ' ');
  const line = env.GITHUB_ACTIONS === 'true' ? `::notice title=promwire::${one.replaceAll('%', '%25')}` : one;
  process.stdout.write(`${line}\n`);
};

const forge = env.GITHUB_ACTIONS === 'true' ? github() : gitlab();
const [file] = process.argv.slice(2);
if (!forge.number) say('no comment: this run is of no pull request.');
else if (!forge.token) say(`no comment: no token was given (${forge.right}).`);
else {
  try {
    const done = await keep(
      forge,
      markOf(env.PROMWIRE_KEY ?? ''),
      file && existsSync(file) ? readFileSync(file, 'utf8') : undefined,
    );
    process.stdout.write(`comment: ${done}\n`);
  } catch (error) {
    const { status } = error;
    const why = [401, 403, 404].includes(status)
      ? `the token may not write it, as in pull requests of forks. Else it needs ${forge.right}`
      : (error.cause?.code ?? error.name);
    say(`no comment, the log and the annotations have it all: ${error.message} (${why}).`);
  }
}
