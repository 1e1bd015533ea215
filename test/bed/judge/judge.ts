import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { programs } from '../binaries.ts';

/*
 * The small Go program beside this file, which answers what the pinned operator and Prometheus make of a text. Built once
 * into the cache of the test bed; its modules are there already.
 */

const SOURCE = fileURLToPath(new URL('.', import.meta.url));
const FILES = ['go.mod', 'main.go', 'rules.go', 'empty.s'];
const GO = {
  CGO_ENABLED: '0',
  GOWORK: 'off',
  GOFLAGS: '-mod=mod -buildvcs=false -modcacherw',
  GO111MODULE: 'on',
};

/** The path of the built program; builds it when it is not there (half a minute when the operator was built before). */
async function judgeBinary(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of FILES) hash.update(await fs.readFile(path.join(SOURCE, name)));
  const bin = path.dirname(programs().program('promtool'));
  const binary = path.join(bin, `judge-${hash.digest('hex').slice(0, 12)}`);
  const built = await fs.access(binary).then(
    () => true,
    () => false,
  );
  if (built) return binary;
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'promwire-judge-'));
  try {
    for (const name of FILES) await fs.copyFile(path.join(SOURCE, name), path.join(dir, name));
    await new Promise<void>((resolve, reject) => {
      execFile(
        'go',
        ['build', '-trimpath', '-o', 'out', '.'],
        { cwd: dir, env: { ...process.env, ...GO } },
        (error, _, stderr) => {
          if (error === null) resolve();
          else reject(new Error(`the judge could not be built: ${stderr.trim()}`, { cause: error }));
        },
      );
    });
    await fs.mkdir(bin, { recursive: true });
    await fs.copyFile(path.join(dir, 'out'), `${binary}.${process.pid}`);
    await fs.rename(`${binary}.${process.pid}`, binary);
  } finally {
    await fs.rm(dir, { recursive: true, force: true });
  }
  return binary;
}

/** What is asked: `kind` and the fields that main.go names. */
export type Question = Readonly<Record<string, unknown>> & { readonly kind: string };

export interface Verdict {
  readonly ok: boolean;
  readonly error?: string;
  readonly type?: string;
  readonly selectors?: readonly { readonly metric: string; readonly matchers: readonly (readonly string[])[] }[];
  readonly matches?: readonly boolean[];
  readonly millis?: number;
  readonly legacy?: readonly boolean[];
  /** Relabelings: Prometheus loads what the operator took. */
  readonly loads?: boolean;
  readonly dropped?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Judge {
  ask(questions: readonly Question[]): Promise<readonly Verdict[]>;
  stop(): void;
}

export async function startJudge(): Promise<Judge> {
  const child = spawn(await judgeBinary(), { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: { readonly resolve: (verdict: Verdict) => void; readonly reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line) as Verdict));
  child.once('close', (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the judge ended with code ${String(code)}`));
  });
  return {
    ask: (questions) => {
      const answers = questions.map(() => new Promise<Verdict>((resolve, reject) => waiting.push({ resolve, reject })));
      child.stdin.write(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
      return Promise.all(answers);
    },
    stop: () => child.stdin.end(),
  };
}
