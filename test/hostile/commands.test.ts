/** Commands that are printed about evil objects, given to a real shell. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CheckReport } from '../../src/app/check.ts';
import { reportJson } from '../../src/render/report-json.ts';
import { inFolder, run, write, yamlOf } from '../commands/ask.ts';
import type { Answer } from '../commands/ask.ts';
import { prometheus, serviceMonitor } from '../worlds.ts';
import { printed, reports } from './evil-worlds.ts';
import { around, EVIL, HIDDEN, MARK } from './evil.ts';

const PROGRAMS = ['kubectl', 'helm', 'promwire', 'yq', 'git', 'kustomize', 'flux', 'argocd', 'curl', 'npx', 'grep'];
const BEGINS = new RegExp(`(?<![\\w/.-])(?:${PROGRAMS.slice(0, -1).join('|')}) (?=[a-z-])`, 'g');

/** The commands in a line: one that begins it is all of it, one in a sentence ends where the sentence does. */
function commandsIn(line: string): readonly string[] {
  const text = line.trim();
  return [...text.matchAll(BEGINS)].map(({ index }) =>
    index === 0 && !/[.:]$|\)[;,]?$/.test(text) ? text : sentence(text.slice(index)),
  );
}

/** Up to the first end of a sentence, or of a part of one, that is not in quotes. */
function sentence(text: string): string {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "'") quoted = !quoted;
    if (!quoted && /^(?:[.;,:](?: |$)|[)"])/.test(text.slice(i, i + 2))) return text.slice(0, i);
  }
  return text;
}

interface Ran {
  /** Each program with its arguments. */
  readonly calls: readonly (readonly string[])[];
  /** What else the shell was to run. */
  readonly others: readonly string[];
  readonly files: readonly string[];
  /** Commands that are none: the shell finds no program in them. */
  readonly silent: readonly string[];
}

/** Gives the commands to a shell in an empty folder, where the programs write down what they are told. */
async function paste(commands: readonly string[]): Promise<Ran> {
  return await inFolder(async (folder) => {
    const log = write(folder, 'log', '');
    const work = join(folder, 'work');
    mkdirSync(work);
    const list = write(folder, 'commands', commands.map((command) => `${command}\0`).join(''));
    const script = `
      PATH=/nonexistent
      command_not_found_handle() { printf 'other\\0%s\\0\\n' "$*" >>"$LOG"; }
      note() { printf 'call\\0' >>"$LOG"; printf '%s\\0' "$@" >>"$LOG"; printf '\\n' >>"$LOG"; }
      ${PROGRAMS.map((name) => `${name}() { note ${name} "$@"; }`).join('\n')}
      while IFS= read -r -d '' line <&3; do printf 'line\\0\\n' >>"$LOG"; ( eval "$line" ) </dev/null >/dev/null 2>&1; done 3<"$LIST"`;
    const ran = spawnSync('/bin/bash', ['--norc', '-c', script], {
      cwd: work,
      env: { LOG: log, LIST: list },
      encoding: 'utf8',
    });
    expect(ran.stderr).toBe('');
    const entries = readFileSync(log, 'utf8')
      .split('\0\n')
      .filter((entry) => entry !== '')
      .map((entry) => entry.split('\0'));
    const starts = entries.flatMap(([kind], at) => (kind === 'line' ? [at] : []));
    return {
      silent: commands.filter((_, i) => entries[(starts[i] ?? 0) + 1]?.[0] !== 'call'),
      calls: entries.flatMap(([kind, ...words]) => (kind === 'call' ? [words] : [])),
      others: entries.flatMap(([kind, ...words]) => (kind === 'other' ? words : [])),
      files: readdirSync(work, { recursive: true }).map(String),
    };
  });
}

/** What of a word is of an evil string, and no name that Kubernetes allows (a role is named after its stack). */
function isEvil(word: string): boolean {
  const parts = word.replace(/^--[a-z-]+=/, '').split(':');
  return word.includes(MARK) && !parts.every((part) => /^[a-z0-9][a-z0-9.-]{0,251}[a-z0-9]$/.test(part));
}

/** Every text in JSON data. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** What of a report is ours: not what objects are called. */
function sentences(report: CheckReport): readonly string[] {
  const { findings, unknown } = reportJson(report, { verdicts: 'all' });
  return texts([
    findings.map(({ remedy, commands, instead, fix }) => [
      remedy,
      commands,
      instead,
      fix?.kind === 'advise' ? fix.steps : [],
    ]),
    unknown,
  ]);
}

/** Pasted, they run what they name and nothing else, make no file, and pass on nothing evil. */
async function mustBeHarmless(commands: readonly string[]): Promise<void> {
  const { calls, others, files, silent } = await paste(commands);
  expect({ others, files, silent }).toEqual({ others: [], files: [], silent: [] });
  expect(
    calls
      .flat()
      .filter(isEvil)
      .map((word) => word.slice(0, 200)),
  ).toEqual([]);
}

const rows = Object.keys(EVIL).flatMap((name) =>
  [false, true].map((keys) => ({ name, keys, where: keys ? 'keys' : 'texts' })),
);

describe('commands about evil objects', () => {
  it.each(rows)('$name in $where: run nothing else, and hold nothing of it', async ({ name, keys }) => {
    const found = new Set<string>();
    for (const report of await reports(EVIL[name] ?? String, name, keys)) {
      for (const width of [60, 100])
        for (const line of (await printed(report, 'text', true, width)).split('\n'))
          for (const one of commandsIn(line)) found.add(one);
      for (const text of sentences(report)) for (const one of text.split('\n').flatMap(commandsIn)) found.add(one);
    }
    expect(found.size).toBeGreaterThan(3);
    await mustBeHarmless([...found]);
  });

  it('are whole, however narrow the terminal is', async () => {
    const found = new Set<string>();
    // Behind the value of the last flag a sentence may go on.
    const asked = (text: string): readonly string[] =>
      text
        .split('\n')
        .flatMap((line) =>
          commandsIn(line).flatMap((one) => /^(?:kubectl|helm) .* -\S+(?: [\w/'.-]+)?/.exec(one)?.[0] ?? []),
        );
    for (const name of ['a flag', 'a shell'])
      for (const report of await reports(EVIL[name] ?? String, name, false)) {
        const [narrow = [], wide] = await Promise.all(
          [60, 500].map(async (width) => asked(await printed(report, 'text', true, width))),
        );
        expect(narrow).toEqual(wide);
        for (const one of narrow) found.add(one);
      }
    expect(found.size).toBeGreaterThan(20);
  });
});

/** As YAML of a file can hold it: half a pair cannot be in one, and controls only as escapes. */
const quoted = (evil: string): string =>
  JSON.stringify(evil.replaceAll(/\p{Cs}/gu, '')).replaceAll(
    /[\u007f-\u009f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A folder out of a pull request: what installs charts, with evil names in it. */
const release = (evil: string): string => `---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${quoted(evil)}, namespace: ${quoted(evil)} }
spec:
  releaseName: ${quoted(evil)}
  targetNamespace: ${quoted(evil)}
  chart:
    spec:
      chart: ${quoted(evil)}
      version: ${quoted(evil)}
      sourceRef: { kind: HelmRepository, name: r }
  values: { metrics: { serviceMonitor: { enabled: true } } }
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: r, namespace: ${quoted(evil)} }
spec: { url: ${quoted(evil)} }
`;

describe('commands for what a user names, and for files', () => {
  const evils = Object.entries(EVIL).map(([name, evil]) => ({ name, evil: evil(`${MARK}1`) }));

  /** Pasted whole; what a sentence goes on with is no part of a command. */
  async function safe(answer: Answer): Promise<readonly string[]> {
    const said = `${answer.out}\n${answer.err}`;
    expect(around(said, HIDDEN)).toBeUndefined();
    const found = [...new Set(said.split('\n').flatMap(commandsIn))];
    await mustBeHarmless(found);
    return found;
  }

  it.each(evils)('a release of $name', async ({ evil }) => {
    await inFolder(async (folder) => {
      write(folder, 'repo/a.yaml', release(evil));
      write(folder, 'repo/b.yaml', yamlOf([serviceMonitor('shop/web'), prometheus('monitoring/k8s')]));
      const answer = await run(['check', '--from', join(folder, 'repo'), '-v']);
      const found = await safe(answer);
      expect(found.filter((one) => one.startsWith('helm template'))).toHaveLength(1);
    });
  });

  it.each(evils)('an object of $name that is not there', async ({ evil }) => {
    await inFolder(async (folder) => {
      const file = write(folder, 'a.yaml', yamlOf([serviceMonitor('shop/web'), prometheus('monitoring/k8s')]));
      for (const word of [`servicemonitor/${evil}`, `${evil}/web`, `alert/${evil}`, `metric/${evil}`, evil])
        await safe(await run(['check', word, '--from', file]));
      for (const flag of ['--stack', '-n', '--only', '--skip', '--default-namespace', '-o'])
        await safe(await run(['check', `${flag}${flag === '-n' || flag === '-o' ? '' : '='}${evil}`, '--from', file]));
    });
  });

  it.each(['a b', "it's", '$(touch PWNED)', '; touch PWNED #', '-x', '`touch PWNED`'])(
    'a folder that is called %s',
    async (name) => {
      await inFolder(async (folder) => {
        const out = join(folder, name);
        const labels = ['--monitor-labels', 'a=b', '--rule-labels', 'a=b'];
        const { err } = await run(['generate', ...labels, '--out', out]);
        const [, next = ''] = /^next: (.*), or commit the folder$/m.exec(err) ?? [];
        const { calls, others, files } = await paste([next]);
        expect({ others, files, calls }).toEqual({ others: [], files: [], calls: [['kubectl', 'apply', '-k', out]] });
      });
    },
  );
});
