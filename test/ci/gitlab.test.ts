/** The template for GitLab: its commands, run in bash in a clone of a merge request, against a stand-in of GitLab's API. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { BASE, BREAKING, HARMLESS } from '../commands/pull-requests.ts';
import { forge } from './forge.ts';
import type { Forge } from './forge.ts';
import { checkedOut, origin } from './pull-request.ts';
import type { Pull } from './pull-request.ts';
import { root, shell } from './steps.ts';
import type { Env } from './steps.ts';

// Each comparison is some processes.
jest.setTimeout(180_000);

interface Job {
  readonly rules: readonly { readonly if: string }[];
  readonly variables: Env;
  readonly before_script: readonly string[];
  readonly script: readonly string[];
  readonly after_script: readonly string[];
  readonly artifacts: { readonly paths: readonly string[]; readonly reports: { readonly codequality: string } };
}
interface Inputs {
  readonly spec: { readonly inputs: Readonly<Record<string, { readonly default: string }>> };
}

const text = readFileSync(join(root, 'ci', 'gitlab.yml'), 'utf8');
const [head, body] = parseAllDocuments(text).map((each) => each.toJS() as unknown);
const { inputs } = (head as Inputs).spec;
const job = (body as { readonly promwire: Job }).promwire;

const temp = mkdtempSync(join(tmpdir(), 'promwire-gitlab-'));
const repository = origin(temp, BASE);
let api: Forge;
beforeAll(async () => {
  api = await forge('gitlab', 'promwire', 'promwire');
});
afterAll(async () => {
  await api.stop();
  rmSync(temp, { recursive: true, force: true });
});

/** An npm that installs what was built here. */
const bin = join(temp, 'bin');
mkdirSync(bin);
const npm = `#!/bin/bash
mkdir -p node_modules/promwire && cp -r ${root}/ci ${root}/dist node_modules/promwire/
pwd >"$LOG"; printf '%s\\n' "$@" >>"$LOG"
`;
writeFileSync(join(bin, 'npm'), npm, { mode: 0o755 });

interface Ran {
  readonly code: number;
  readonly log: string;
  readonly checkout: string;
}

/** before_script and script end together; after_script runs in a shell of its own, and its end counts for nothing. */
async function run(pull: Pull, given: Env = {}, predefined: Env = {}, ref = 'refs/pull/7/head'): Promise<Ran> {
  const checkout = checkedOut(temp, repository.folder, ref, Number(job.variables['GIT_DEPTH']));
  const installed = mkdtempSync(join(temp, 'installed-'));
  const valueOf = (value: string): string =>
    value.replaceAll(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, name: string) => given[name] ?? inputs[name]?.default ?? '');
  const env = {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_API_V4_URL: api.url,
    CI_PROJECT_ID: '5',
    CI_MERGE_REQUEST_IID: '7',
    CI_MERGE_REQUEST_DIFF_BASE_SHA: pull.base,
    CI_COMMIT_SHA: pull.head,
    CI_JOB_URL: 'https://gitlab.example/job/1',
    PROMWIRE_GITLAB_TOKEN: 'the-token',
    ...predefined,
    ...Object.fromEntries(Object.entries(job.variables).map(([name, value]) => [name, valueOf(value)])),
    PROMWIRE_INSTALLED: installed,
    LOG: join(installed, 'log'),
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  };
  const main = await shell([...job.before_script, ...job.script].join('\n'), checkout, env);
  const after = await shell(job.after_script.join('\n'), checkout, env);
  return { code: main.code, log: main.log + after.log, checkout };
}

const row = (name: string): ReturnType<(typeof BREAKING)[number]['change']> =>
  BREAKING.find((each) => each.name === name)!.change(BASE);

describe('the template for GitLab', () => {
  it('keeps one note, and a code quality report', async () => {
    const lost = await run(repository.pull(row('the release label of the monitor is dropped')));
    expect(lost.code).toBe(1);
    expect(lost.log).toContain('loses 1 monitor, 3 targets');
    expect(lost.log).toContain('comment: made');
    expect(api.comments[0]?.body).toContain('promwire: loses 1 monitor, 3 targets');
    const { codequality } = job.artifacts.reports;
    expect(job.artifacts.paths.some((path) => codequality.startsWith(path))).toBe(true);
    expect(JSON.parse(readFileSync(join(lost.checkout, codequality), 'utf8'))).toEqual([
      {
        description: expect.stringContaining('no longer takes ServiceMonitor shop/web'),
        check_name: 'label-mismatch',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        severity: 'major',
        location: { path: 'shop/monitor.yaml', lines: { begin: 4 } },
      },
    ]);
    const failed = await run(repository.pull(BASE), { captured: 'nowhere.yaml' });
    expect(failed.code).toBe(2);
    expect(api.comments[0]?.body).toContain('could not compare');
    const clean = await run(repository.pull(HARMLESS[0]!.change(BASE)));
    expect({ code: clean.code, comments: api.comments }).toEqual({ code: 0, comments: [] });
  });

  it('writes nothing where links of a merge request lead, and is stopped by nothing in its way', async () => {
    const victim = mkdtempSync(join(temp, 'victim-'));
    const file = join(victim, 'file');
    writeFileSync(file, 'mine');
    const change = row('the release label of the monitor is dropped');
    for (const [links, files] of [
      [{ 'promwire-compare': victim }, {}],
      [
        {
          'promwire-compare/comparison.json': file,
          'promwire-compare/code-quality.json': file,
          'promwire-compare/comment.md': file,
        },
        {},
      ],
      [{}, { 'promwire-compare': 'a file' }],
      [{}, { 'promwire-compare/comment.md/x': 'a folder' }],
    ] as const) {
      api.comments.splice(0);
      const pull = repository.pull({ ...change, ...files }, {}, links);
      const ran = await run(pull);
      // Where a folder leads out of the repository, what is behind it is unknown.
      expect([1, 3]).toContain(ran.code);
      expect(api.comments).toHaveLength(1);
      expect(readdirSync(victim)).toEqual(['file']);
      expect(readFileSync(file, 'utf8')).toBe('mine');
    }
    const early = await run(repository.pull({ 'promwire-compare/code-quality.json': '[]' }), {
      captured: 'nowhere.yaml',
    });
    expect({
      code: early.code,
      isThere: existsSync(join(early.checkout, 'promwire-compare/code-quality.json')),
    }).toEqual({ code: 2, isThere: false });
  });

  it('compares in a pipeline of merged results what the merge changes', async () => {
    const pull = repository.pull(HARMLESS[0]!.change(BASE), row('the release label of the monitor is dropped'));
    const merged = { CI_COMMIT_SHA: pull.merge, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: pull.head };
    expect((await run(pull, {}, merged, 'refs/pull/7/merge')).code).toBe(0);
  });

  it('puts inputs into variables alone, runs for merge requests alone, and installs where nothing of the checkout counts', async () => {
    for (const line of [...job.before_script, ...job.script, ...job.after_script]) expect(line).not.toContain('$[[');
    expect(job.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
    expect(inputs['version']?.default).toBe(version);
  });
});
