import { spawn } from 'node:child_process';
import { chmod, rm, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scenarioA } from '../bed/worlds/scenarios.ts';
import type { Front, Seen } from './front.ts';
import { startFront } from './front.ts';
import { everything } from './live.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';
import { promwireOnTerminal } from './pseudo-terminal.ts';
import { LONG, startScenario, oneLine } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Ctrl-C at every stage, and a pipe that closes: nothing is left by halves unsaid, and nothing is left running. */

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const BACK = 'promwire uninstall kuberhealthy -n kuberhealthy takes it back';
const PODS = { 'app.kubernetes.io/name': 'prometheus' };

let at: Scenario;
let front: Front;

beforeAll(async () => {
  at = await startScenario({ objects: scenarioA() });
  front = await startFront(at.bed);
}, LONG);
afterAll(async () => {
  await front.stop();
  await at.bed.stop();
}, LONG);

const unchanged = async (): Promise<void> => expect(await everything(at.bed)).toEqual(at.before);
const isWriteOf =
  (method: string, plural: string) =>
  (request: Seen): boolean =>
    request.method === method && request.path.includes(`/${plural}/`) && !request.path.includes('dryRun');

/** Runs a command, and sends SIGINT so many times when the API server gets such a request, which it never answers. */
async function interruptedAt(args: readonly string[], which: (request: Seen) => boolean, times = 1): Promise<Run> {
  let interrupt = (): void => undefined;
  front.become(async (request) => {
    if (!which(request)) return undefined;
    for (let i = 0; i < times; i += 1) interrupt();
    return await new Promise<never>(() => undefined);
  });
  return await promwire(args, {
    kubeconfig: front.kubeconfig,
    onStart: (send) => {
      interrupt = send;
    },
  });
}

describe('Ctrl-C', () => {
  it(
    'while a person is asked writes nothing; the end of input is a no',
    async () => {
      for (const key of [CTRL_C, CTRL_D, 'n\n', '\n']) {
        const turns = [{ sees: 'Apply these', types: key }];
        const { code, screen } = await promwireOnTerminal(['setup'], { kubeconfig: at.bed.kubeconfig, turns });
        expect({ key, code }).toEqual({ key, code: key === CTRL_C ? 130 : 1 });
        expect(screen).toMatch(key === CTRL_C ? /interrupted/ : /nothing was written/);
        expect(screen).not.toContain('applied');
      }
      await unchanged();
    },
    LONG,
  );

  it(
    'while the cluster is read, or while writes are tried, writes nothing',
    async () => {
      const reading = await interruptedAt(['setup', '--yes'], ({ path }) => path.includes('/servicemonitors'));
      expect(reading).toMatchObject({ code: 130, stdout: '' });
      expect(oneLine(reading.stderr)).toContain('promwire: stopping');
      expect(oneLine(reading.stderr)).not.toContain('converges');
      const trying = await interruptedAt(['setup', '--yes'], ({ path }) => path.includes('dryRun'));
      expect(trying.code).toBe(130);
      expect(oneLine(trying.stderr)).not.toContain('applied');
      const verifying = await interruptedAt(['verify'], ({ path }) => path.includes('/services'));
      expect(verifying).toMatchObject({ code: 130, stdout: '' });
      await unchanged();
    },
    LONG,
  );

  it(
    'while writes are applied says which were, which not, and which nobody knows; then the way on and back',
    async () => {
      const { code, stderr } = await interruptedAt(['setup', '--yes'], isWriteOf('PATCH', 'servicemonitors'));
      expect(code).toBe(130);
      expect(stderr).toContain('\napplied: PrometheusRule kuberhealthy/promwire-kuberhealthy\n');
      expect(stderr).toContain('\nnot known: ServiceMonitor kuberhealthy/promwire-kuberhealthy\n');
      expect(stderr).toMatch(/\nnot applied: ConfigMap kuberhealthy\/promwire-kuberhealthy-v2/);
      expect(oneLine(stderr)).toContain('Run the same command again: it converges.');
      expect(oneLine(stderr)).toContain(BACK);
      expect((await at.run('uninstall', 'kuberhealthy', '-n', 'kuberhealthy', '--yes')).code).toBe(0);
      await unchanged();
    },
    LONG,
  );

  it(
    'twice ends at once',
    async () => {
      const { code } = await interruptedAt(['setup', '--yes'], isWriteOf('PATCH', 'prometheusrules'), 2);
      expect(code).toBe(130);
      await unchanged();
    },
    LONG,
  );

  it(
    'while Prometheus has yet to load it says that all is written, and the way back; a reload that comes late is waited for',
    async () => {
      at.bed.standins?.setReloading('monitoring', PODS, false);
      const { code, stdout, stderr } = await promwire(['setup', '--yes'], {
        kubeconfig: at.bed.kubeconfig,
        interruptAt: 'waiting for Prometheus to load the new configuration',
      });
      expect(code).toBe(130);
      expect(oneLine(stderr)).toContain('everything was applied, and not yet verified');
      expect(oneLine(stderr)).toContain('promwire verify asks again');
      expect(stdout).toMatch(/Verified\n +pending +targets of ServiceMonitor/);
      expect(oneLine(stderr)).toContain(BACK);

      const late = await promwire(['verify', '--timeout', '15s'], { kubeconfig: at.bed.kubeconfig });
      expect(late.code).toBe(1);
      expect(late.stdout).toContain('waiting for Prometheus to load the new configuration');

      // The reloader repeats what it missed, while verify waits.
      const { code: end, stdout: seen } = await promwire(['verify', '--timeout', '90s'], {
        kubeconfig: at.bed.kubeconfig,
        at: [
          'waiting for Prometheus to load the new configuration',
          () => at.bed.standins?.setReloading('monitoring', PODS, true),
        ],
      });
      expect(seen).toContain('2/2 targets up');
      expect(end).toBe(0);
    },
    LONG,
  );

  it(
    'while uninstall takes back says what is left; the same command goes on',
    async () => {
      const { code, stderr } = await interruptedAt(['uninstall', '--yes'], isWriteOf('DELETE', 'servicemonitors'));
      expect(code).toBe(130);
      expect(stderr).toContain('removed ConfigMap kuberhealthy/promwire-kuberhealthy-v2\n');
      expect(oneLine(stderr)).toContain(
        'not taken back, or not known to be: ServiceMonitor kuberhealthy/promwire-kuberhealthy, PrometheusRule kuberhealthy/promwire-kuberhealthy ',
      );
      expect(oneLine(stderr)).toContain('it converges');
      expect((await at.run('uninstall', '--yes')).code).toBe(0);
      await unchanged();
    },
    LONG,
  );
});

/** Whether a process of that id is still at work (one that has ended and was not yet reaped is not). */
async function runs(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) [ZX] /.test(stat);
}

describe('a credential plugin', () => {
  it.each([
    ['waits for a login', ''],
    ['does not mind SIGTERM', "trap '' TERM\n"],
  ])(
    'that %s ends with us, and what it started too',
    async (_what, first) => {
      const [script, pids] = [join(at.bed.dir, 'slow-plugin'), join(at.bed.dir, 'slow-pids')];
      await rm(pids, { force: true });
      await writeFile(
        script,
        `#!/bin/sh\n${first}sleep 300 &\necho $$ $! > ${pids}.new\nmv ${pids}.new ${pids}\nwait\n`,
      );
      await chmod(script, 0o755);
      const kubeconfig = join(at.bed.dir, 'kubeconfig-slow');
      const text = JSON.parse(await readFile(at.bed.kubeconfig, 'utf8')) as { users: { user: object }[] };
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: script, interactiveMode: 'Never' };
      text.users.splice(0, 1, { ...text.users[0], user: { exec } });
      await writeFile(kubeconfig, JSON.stringify(text));
      let interrupt = (): void => undefined;
      const running = promwire(['setup', '--yes'], {
        kubeconfig,
        onStart: (send) => {
          interrupt = send;
        },
      });
      const started = await at.bed.waitFor(async () => await readFile(pids, 'utf8').catch(() => undefined), {
        what: 'the plugin',
      });
      const before = Date.now();
      interrupt();
      const { code, stderr } = await running;
      expect(Date.now() - before).toBeLessThan(10_000);
      expect(code).toBe(130);
      expect(oneLine(stderr)).toContain('nterrupted');
      for (const pid of started.trim().split(' ').map(Number))
        await at.bed
          .waitFor(async () => !(await runs(pid)), { what: `the end of ${pid}` })
          .catch(async (error: unknown) => {
            const [stat, line] = await Promise.all(
              ['stat', 'cmdline'].map(async (file) => await readFile(`/proc/${pid}/${file}`, 'utf8').catch(String)),
            );
            throw new Error(`of ${started.trim()} still there: ${stat} ${line}`, { cause: error });
          });
    },
    LONG,
  );
});

describe('a pipe that closes', () => {
  const piped = async (command: string): Promise<Run> => {
    const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
    const env = { PATH: process.env['PATH'] ?? '', HOME: at.bed.dir, KUBECONFIG: at.bed.kubeconfig, NO_COLOR: '1' };
    const child = spawn('bash', ['-c', command.replace('promwire', `'${process.execPath}' '${cli}'`)], { env });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve(status ?? 1));
    });
    return { code, stdout, stderr: stderr.replaceAll(/^(?:reading|asking) .*\n/gm, '') };
  };

  it.each([
    ['promwire check | head -1', /^Prometheus monitoring\/.*\n$/],
    ['promwire check -o json | head -c 1', /^\{$/],
    ['promwire check -o json --verdicts all | true', /^$/],
    ['promwire diff | head -1', /^Plan\n$/],
    ['promwire snapshot | head -1', /^.*\n$/],
  ])('%s is quiet', async (command, expected) => {
    const { code, stdout, stderr } = await piped(command);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(expected);
  });

  it(
    'ends a watch, as soon as there is something to say',
    async () => {
      const watching = piped('promwire check --watch 1s | head -1');
      let label = 0;
      const changing = setInterval(() => {
        label += 1;
        const to = `release=x${label}`;
        void at.bed.kubectl(['-n', 'kuberhealthy', 'label', 'servicemonitor/kuberhealthy', to, '--overwrite']);
      }, 1500);
      const { code, stderr } = await watching;
      clearInterval(changing);
      expect({ code, stderr: stderr.replaceAll(/^─.*\n/gm, '') }).toEqual({
        code: 0,
        stderr: 'watching: looks again every 1s and prints when the answer changes; Ctrl-C ends it\n',
      });
    },
    LONG,
  );
});
