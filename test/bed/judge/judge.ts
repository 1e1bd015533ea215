import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { programs } from '../binaries.ts';

/*
 * The small Go program next to this file, which answers what the pinned operator and Prometheus make of a text. Built by
 * scripts/provision.mjs, like all of the test bed.
 */

/** What is asked: `kind` and the fields that main.go names. */
export type Question = Readonly<Record<string, unknown>> & { readonly kind: string };

export interface Verdict {
  readonly ok: boolean;
  readonly error?: string;
  readonly type?: string;
  readonly selectors?: readonly { readonly metric: string; readonly matchers: readonly (readonly string[])[] }[];
  readonly matches?: readonly boolean[];
  readonly millis?: number;
  readonly pretty?: string;
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

export function startJudge(): Judge {
  const child = spawn(programs().program('judge'), { stdio: ['pipe', 'pipe', 'inherit'] });
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
