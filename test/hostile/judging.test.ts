/** A folder that takes long to judge: signals and the time-out are heard while it is judged, not only while it is read. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
/** It is judged for longer than this, and a busy machine ends it in time all the same. */
const GUARD_MS = 8000;
const [RULES, STACKS] = [4000, 500];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'promwire-judging-'));
  const of = (kind: string, i: number, spec: object): object => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name: `a${i}`, namespace: 'shop' },
    spec,
  });
  const rule = { alert: 'A', expr: 'up == 0' };
  const items = [
    ...Array.from({ length: STACKS }, (_, i) =>
      of('Prometheus', i, { ruleSelector: { matchLabels: { a: `${i}` } }, ruleNamespaceSelector: {} }),
    ),
    ...Array.from({ length: RULES }, (_, i) => of('PrometheusRule', i, { groups: [{ name: 'g', rules: [rule] }] })),
  ];
  writeFileSync(join(folder, 'world.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ends it after a while with the signal; how it ended, and how long that took from then on. */
async function run(argv: readonly string[], signal?: NodeJS.Signals) {
  const child = spawn(process.execPath, [CLI, 'check', '--from', folder, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  let asked = performance.now();
  const timer = signal
    ? setTimeout(() => {
        asked = performance.now();
        child.kill(signal);
      }, 4000)
    : undefined;
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { code, said: said.join('').replaceAll(/\s+/g, ' '), tookMs: performance.now() - asked };
}

describe('while files are judged', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s ends it',
    async (signal, code) => {
      const ran = await run([], signal);
      expect(ran.said).toContain('promwire: interrupted');
      expect(ran.code).toBe(code);
      expect(ran.tookMs).toBeLessThan(GUARD_MS);
    },
    70_000,
  );
  it('the time-out ends it', async () => {
    const ran = await run(['--timeout', '3s']);
    expect(ran.said).toContain('the time-out of 3 s ended before the files were read and judged');
    expect(ran.code).toBe(3);
    expect(ran.tookMs).toBeLessThan(3000 + GUARD_MS);
  }, 70_000);
});
