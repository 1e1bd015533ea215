import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ask, PublicReport } from './read.ts';

interface Answer {
  readonly text: string;
  readonly exit: number | string | undefined;
}

const WORLD = 'world.yaml';

const ask = async (cli: string, folder: string, words: readonly string[]): Promise<Answer> =>
  await new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, NO_COLOR: '1' };
    const argv = [cli, 'check', ...words, '--from', WORLD];
    execFile(process.execPath, argv, { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ text: `${stdout}${stderr}`, exit: error === null ? 0 : (error.code ?? undefined) });
    });
  });

const SEVERITIES = 'error|warning|info|unknown';

/** Whether a finding has this check (and severity) in its heading. */
const finds = (text: string, spec: string): boolean => {
  const [id = '', severity = SEVERITIES] = spec.split(':');
  return new RegExp(`^(${severity})\\s+${id}\\b(?!-)`, 'm').test(text);
};

const says = (text: string, expression: string): boolean =>
  new RegExp(expression, 'i').test(text.replaceAll(/\s+/g, ' '));

function wrong(one: Ask, { text, exit }: Answer): readonly string[] {
  const about = ['check', ...one.check].join(' ');
  const lines = [
    one.exit === undefined || one.exit === exit ? '' : `exit ${String(exit)}, not ${one.exit}`,
    ...(one.finds ?? []).map((spec) => (finds(text, spec) ? '' : `does not find ${spec}`)),
    ...(one.lacks ?? []).map((spec) => (finds(text, spec) ? `finds ${spec}` : '')),
    ...(one.says ?? []).map((each) => (says(text, each) ? '' : `does not say ${each}`)),
    ...(one.silent ?? []).map((each) => (says(text, each) ? `says ${each}` : '')),
  ];
  return lines.filter((line) => line !== '').map((line) => `${about}: ${line}`);
}

/** How many expectations a report has. */
export const expectations = ({ asks }: PublicReport): number =>
  asks
    .flatMap(({ exit, ...lists }) => [
      exit === undefined ? [] : [exit],
      lists.finds,
      lists.lacks,
      lists.says,
      lists.silent,
    ])
    .reduce((sum, list) => sum + (list?.length ?? 0), 0);

/** What the CLI at this path answers wrongly, one line for each expectation that does not hold. */
export async function wrongIn(report: PublicReport, cli: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'promwire-report-'));
  try {
    writeFileSync(join(folder, WORLD), report.world);
    const answers = await Promise.all(report.asks.map(async (one) => wrong(one, await ask(cli, folder, one.check))));
    return answers.flat();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
