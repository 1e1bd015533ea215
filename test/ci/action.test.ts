/** The GitHub Action: its steps, run in bash in checkouts of real pull requests, against a stand-in of GitHub's API. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { isSarif } from '../render/sarif-schema.ts';
import { BASE, BREAKING, HARMLESS } from '../commands/pull-requests.ts';
import type { PullRequest } from '../commands/pull-requests.ts';
import { forge } from './forge.ts';
import type { Forge } from './forge.ts';
import { checkedOut, origin } from './pull-request.ts';
import type { Change, Pull } from './pull-request.ts';
import { action, executed, root, runAction } from './steps.ts';
import type { Env, Ran } from './steps.ts';

// Each comparison is some processes.
jest.setTimeout(180_000);

const temp = mkdtempSync(join(tmpdir(), 'promwire-action-'));
const repository = origin(temp, BASE);
let api: Forge;

const rowOf = (rows: readonly PullRequest[], name: string): Change => {
  const row = rows.find((each) => each.name === name);
  if (!row) throw new Error(`no row ${name}`);
  return row.change(BASE);
};
const DROPPED = rowOf(BREAKING, 'the release label of the monitor is dropped');
const REMOVED = rowOf(BREAKING, 'the monitor is removed');
const HARMLESS_CHANGE = HARMLESS[0]!.change(BASE);

beforeAll(async () => {
  api = await forge('github', 'github-actions[bot]');
});
beforeEach(() => {
  api.comments.splice(0);
  api.refuses = [];
  api.changes.splice(0);
});
afterAll(async () => {
  await api.stop();
  rmSync(temp, { recursive: true, force: true });
});

interface How {
  readonly inputs?: Env;
  readonly checkout?: string;
  readonly env?: Env;
  readonly event?: object;
}

const eventOf = ({ base, head }: Pull): object => ({
  number: 7,
  pull_request: { number: 7, base: { sha: base, ref: 'main' }, head: { sha: head, ref: 'change' } },
});

/** Of the merge, one commit deep, as actions/checkout makes it. */
async function act(pull: Pull, { inputs = {}, checkout, env = {}, event = eventOf(pull) }: How = {}): Promise<Ran> {
  const workspace = checkout ?? checkedOut(temp, repository.folder, 'refs/pull/7/merge', 1);
  const runner = mkdtempSync(join(temp, 'runner-'));
  writeFileSync(join(runner, 'event.json'), JSON.stringify(event));
  return await runAction({ program: join(root, 'dist', 'cli.js'), ...inputs }, workspace, runner, {
    GITHUB_EVENT_PATH: join(runner, 'event.json'),
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_API_URL: api.url,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: 'shop/deploy',
    GITHUB_RUN_ID: '99',
    ...env,
  });
}

describe('the action', () => {
  it('comments once, changes the comment, and deletes it when nothing is lost', async () => {
    const lost = await act(repository.pull(DROPPED), { inputs: { sarif: 'out/promwire.sarif' } });
    expect(lost.codes).toEqual({ Compare: 1, Comment: 0 });
    expect(lost.outputs).toMatchObject({ losses: '1', 'exit-code': '1' });
    expect(lost.log).toMatch(
      /^::error file=shop\/monitor.yaml,line=4,col=1,title=label-mismatch%3A ServiceMonitor web::/m,
    );
    expect(lost.summary).toContain('promwire: loses 1 monitor, 3 targets');
    expect(api.comments.map(({ body }) => body)).toEqual([`<!-- promwire compare  -->\n${lost.summary}`]);
    expect(api.tokens).toEqual(new Set(['Bearer the-token']));
    const worse = await act(repository.pull(REMOVED));
    expect(worse.code).toBe(1);
    expect(api.comments).toHaveLength(1);
    expect(api.comments[0]?.body).toContain(worse.summary);
    expect(worse.summary).not.toBe(lost.summary);
    const clean = await act(repository.pull(HARMLESS_CHANGE));
    expect(clean.codes).toEqual({ Compare: 0, Comment: 0 });
    expect(clean.outputs).toMatchObject({ losses: '0', 'exit-code': '0' });
    expect(clean.summary).toBe('### promwire: loses nothing\n');
    expect(api.comments).toEqual([]);
    expect(api.changes.map((change) => change.split(' ')[0])).toEqual(['POST', 'PATCH', 'DELETE']);
  });

  it('tells the pull request only of what it changes, whatever others changed meanwhile', async () => {
    const pull = repository.pull(HARMLESS_CHANGE, {
      'more/app.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n',
      ...DROPPED,
    });
    const merged = await act(pull);
    expect({ code: merged.code, summary: merged.summary }).toEqual({
      code: 0,
      summary: '### promwire: loses nothing\n',
    });
    // The branch itself, as `ref: ${{ github.event.pull_request.head.sha }}` checks it out.
    const whole = checkedOut(temp, repository.folder, 'refs/pull/7/head', 0);
    expect((await act(pull, { checkout: whole })).summary).toBe('### promwire: loses nothing\n');
    const shallow = await act(pull, { checkout: checkedOut(temp, repository.folder, 'refs/pull/7/head', 1) });
    expect(shallow.code).toBe(2);
    expect(shallow.log).toContain('`fetch-depth: 0` of actions/checkout');
    const other = await act(pull, { checkout: checkedOut(temp, repository.folder, pull.base, 1) });
    expect(other.code).toBe(2);
    expect(other.log).toContain('is neither the pull request');
    expect(api.changes).toEqual([]);
  });

  it('compares what it is told to', async () => {
    const pull = repository.pull(DROPPED);
    const checkout = checkedOut(temp, repository.folder, 'refs/pull/7/merge', 0);
    const named = await act(pull, {
      checkout,
      event: {},
      inputs: {
        base: pull.base,
        head: 'HEAD',
        path: './shop/',
        captured: '\n  monitoring/stack.yaml\n',
        sarif: 'out/promwire.sarif',
        'fail-on': 'none',
        'default-namespace': 'shop',
      },
    });
    expect(named.log).toContain('no comment: this run is of no pull request.');
    expect({ code: named.code, losses: named.outputs['losses'] }).toEqual({ code: 0, losses: '1' });
    expect(isSarif(JSON.parse(readFileSync(join(checkout, 'out', 'promwire.sarif'), 'utf8')))).toBe(true);
    // Cluster by cluster, where promwire.yaml names them.
    const named2 = repository.pull({
      ...DROPPED,
      'promwire.yaml': `apiVersion: promwire.dev/v1alpha1\nkind: Config\nclusters:\n${['a', 'b'].map((name) => `  - name: ${name}\n    sources: [{ path: shop }, { path: monitoring }]\n`).join('')}`,
    });
    const clusters = await act(named2);
    expect(clusters.summary).toContain('a, b:');
    expect(clusters.summary).not.toMatch(/[0-9a-f]{11}/);
    expect((await act(named2, { inputs: { cluster: 'b' } })).summary).not.toContain('a, b:');
    const branch = await act(pull, { checkout, inputs: { base: 'main', comment: 'false' } });
    expect(branch.codes).toEqual({ Compare: 1 });
    const none = await act(pull, { checkout, event: {} });
    expect(none.log).toContain('name a base');
    expect(none.outputs).toMatchObject({ losses: '', 'exit-code': '2' });
  });

  it('compares a path that the pull request adds or deletes with nothing', async () => {
    const added = { 'new/app.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n' };
    const ran = await act(repository.pull(added), { inputs: { path: 'new' } });
    expect({ codes: ran.codes, summary: ran.summary }).toEqual({
      codes: { Compare: 0, Comment: 0 },
      summary: '### promwire: loses nothing\n',
    });
    const deleted = Object.fromEntries(
      Object.keys(BASE).flatMap((path) => (path.startsWith('shop/') ? [[path, undefined]] : [])),
    );
    const lost = await act(repository.pull(deleted), { inputs: { path: 'shop', captured: 'monitoring/stack.yaml' } });
    expect({ code: lost.code, losses: lost.outputs['losses'] }).toEqual({ code: 1, losses: '5' });
    expect((await act(repository.pull(added), { inputs: { path: 'nowhere' } })).code).toBe(2);
  });

  it('writes SARIF through no link of a pull request', async () => {
    const victim = mkdtempSync(join(temp, 'victim-'));
    for (const [links, file] of [
      [{ out: victim }, 'out/promwire.sarif'],
      [{ 'promwire.sarif': join(victim, 'file') }, 'promwire.sarif'],
    ] as const) {
      const ran = await act(repository.pull(DROPPED, {}, links), { inputs: { sarif: file } });
      expect({ codes: ran.codes, victim: readdirSync(victim) }).toEqual({
        codes: { Compare: 2, Comment: 0 },
        victim: [],
      });
      expect(ran.log).toContain('is a symbolic link, and nothing is written through it');
    }
  });

  it('leaves no comment that is half of one', async () => {
    await act(repository.pull(DROPPED));
    const program = join(temp, 'half.mjs');
    const cli = JSON.stringify(join(root, 'dist', 'cli.js'));
    writeFileSync(
      program,
      `if (process.argv.includes('markdown')) process.exit(137);\nprocess.argv[1] = ${cli};\nawait import(${cli});\n`,
    );
    const ran = await act(repository.pull(DROPPED), { inputs: { program } });
    expect(ran.codes).toEqual({ Compare: 2, Comment: 0 });
    expect(api.comments.map(({ body }) => body)).toEqual([expect.stringContaining('could not compare')]);
  });

  it('fails no pull request of a fork for its token', async () => {
    api.refuses = [[/^POST/, 403]];
    const { codes, log, summary } = await act(repository.pull(DROPPED));
    expect(codes).toEqual({ Compare: 1, Comment: 0 });
    expect(log).toContain('::notice title=promwire::no comment');
    expect(log).toContain('permissions: pull-requests: write');
    expect(log).toContain('::error file=shop/monitor.yaml');
    expect(summary).toContain('loses 1 monitor');
    api.refuses = [];
    const clean = await act(repository.pull(HARMLESS_CHANGE), { inputs: { token: '' } });
    expect(clean.code).toBe(0);
  });

  it('does not leave a comment of before as if it were of now', async () => {
    const failing = { inputs: { captured: 'nowhere.yaml' } };
    const first = await act(repository.pull(DROPPED), failing);
    expect(first.codes).toEqual({ Compare: 2, Comment: 0 });
    expect(first.log).toContain('nowhere.yaml');
    expect(api.comments).toEqual([]);
    await act(repository.pull(DROPPED));
    await act(repository.pull(DROPPED), failing);
    expect(api.comments.map(({ body }) => body)).toEqual([
      '<!-- promwire compare  -->\n### promwire could not compare this\n\nThe log says why: https://github.example/shop/deploy/actions/runs/99\n',
    ]);
  });

  it('runs nothing that names say', async () => {
    const evil = '$(touch${IFS}sprung)\'";touch${IFS}sprung;`touch${IFS}sprung`';
    const odd = `${'y'.repeat(60)} ::error::sprung ##[error]sprung`;
    const pull = repository.pull({
      ...REMOVED,
      '.npmrc': 'registry=http://127.0.0.1:9/\n',
      'node_modules/.bin/promwire': '#!/bin/sh\ntouch sprung\n',
      [`shop/${odd}.yaml`]: 'a: {{ b }}\n',
      'shop/odd.yaml': `apiVersion: v1\nkind: Service\nmetadata: {name: ${JSON.stringify(`${odd}\n::error::sprung`)}, namespace: shop}\n`,
    });
    const checkout = checkedOut(temp, repository.folder, 'refs/pull/7/merge', 1);
    const ran = await act(pull, {
      checkout,
      event: { ...eventOf(pull), ref: evil },
      env: { GITHUB_HEAD_REF: evil, GITHUB_BASE_REF: evil, GITHUB_REF: `refs/heads/${evil}` },
      inputs: { key: `--> <img src=x> ${evil}` },
    });
    expect(ran.codes).toEqual({ Compare: 1, Comment: 0 });
    expect(executed(ran.log).filter((line) => /^::(?:error|warning) /.test(line)).length).toBeGreaterThan(0);
    expect(executed(ran.log).filter((line) => /^(?!::(?:error|warning|notice) (?:file|title)=)/.test(line))).toEqual(
      [],
    );
    for (const folder of [checkout, root]) expect(existsSync(join(folder, 'sprung'))).toBe(false);
    expect(api.comments[0]?.body).toMatch(/^<!-- promwire compare [\w%.!~*'()]+ -->\n### promwire: loses 1 monitor/);
    const options = { checkout, inputs: { 'default-namespace': `${odd} ${evil}`, base: '--upload-pack=touch sprung' } };
    expect((await act(pull, options)).code).toBe(2);
    expect((await act(pull, { ...options, inputs: { 'default-namespace': `${odd} ${evil}` } })).code).toBe(2);
    expect(existsSync(join(checkout, 'sprung'))).toBe(false);
  });
});

describe('action.yml', () => {
  const { runs } = action();

  it('runs scripts that nothing is put into, and other actions by their hash alone', () => {
    expect(runs.steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
    expect(runs.steps.filter(({ uses }) => uses !== undefined && !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });

  it('has its inputs and outputs in docs/git.md, whose workflow has the rights that it needs', () => {
    const page = readFileSync(join(root, 'docs', 'git.md'), 'utf8');
    const { inputs, outputs } = action();
    expect([...Object.keys(inputs), ...Object.keys(outputs)].filter((name) => !page.includes(`\`${name}\``))).toEqual(
      [],
    );
    const [, workflow = ''] = /^```yaml\n(# \.github[^]*?)^```$/m.exec(page) ?? [];
    expect(workflow.split('\n').length).toBeLessThan(13);
    const { permissions, jobs } = parse(workflow, { logLevel: 'error' }) as {
      readonly permissions: object;
      readonly jobs: { readonly promwire: { readonly steps: readonly { readonly uses: string }[] } };
    };
    expect(permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    expect(jobs.promwire.steps.map(({ uses }) => uses.split('@')[0])).toEqual([
      'actions/checkout',
      'promwire/promwire',
    ]);
  });

  it('gives the token to the step that comments', () => {
    const given = runs.steps.filter(({ env = {} }) => Object.values(env).some((value) => /token|secrets/.test(value)));
    expect(given.map(({ name }) => name)).toEqual(['Comment']);
  });

  it('installs the promwire of its own version, where no file of the checkout has a say', async () => {
    const pull = repository.pull({ '.npmrc': 'registry=http://127.0.0.1:9/\n' });
    const checkout = checkedOut(temp, repository.folder, 'refs/pull/7/merge', 1);
    const bin = mkdtempSync(join(temp, 'bin-'));
    const fake = `#!/bin/bash
pwd >"$LOG"; printf '%s\\n' "$@" >>"$LOG"
mkdir -p node_modules/promwire/dist && printf 'process.exit(2)' >node_modules/promwire/dist/cli.js
`;
    writeFileSync(join(bin, 'npm'), fake, { mode: 0o755 });
    const log = join(bin, 'log');
    const ran = await act(pull, {
      checkout,
      inputs: { program: '' },
      env: { LOG: log, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    });
    expect(ran.codes).toEqual({ 'Install promwire': 0, Compare: 2, Comment: 0 });
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
    const [folder = '', ...words] = readFileSync(log, 'utf8').trim().split('\n');
    expect(folder).toMatch(/runner-\w+\/promwire$/);
    expect(words).toEqual(expect.arrayContaining(['install', '--ignore-scripts', `promwire@${version}`]));
  });
});
