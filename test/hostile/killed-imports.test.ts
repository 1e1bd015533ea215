import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGrafana } from '../io/grafana/grafana-standin.ts';
import type { GrafanaStandIn } from '../io/grafana/grafana-standin.ts';

/**
 * The built program is killed, interrupted, cut off or answered with a no at each write of `dashboard import`, before
 * Grafana got it and after it took it: what is said is true, dashboards of others stay, the next run ends as an
 * undisturbed one. PROMWIRE_KILLS=all: every write.
 */

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const IMPORT = ['dashboard', 'import', '--variant', 'v3'];
const THEIRS = { model: { uid: 'theirs', title: 'Theirs' }, folderUid: '', version: 3 };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'promwire-imports-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

/** `start` gets what sends a signal. */
async function promwire(
  url: string,
  start: (send: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...IMPORT, '--grafana-url', url], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, NO_COLOR: '1' },
    timeout: 20_000,
  });
  start((signal) => child.kill(signal));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return await new Promise((resolve, reject) => {
    child
      .on('error', reject)
      .on('close', (code, signal) => resolve({ code, signal, said: said.replaceAll(/\s+/g, ' ') }));
  });
}

const FAULTS = ['SIGKILL', 'SIGINT', 'cut', 'answer 500', 'answer 409', 'answer 429'] as const;
const STAGES = ['before', 'after'] as const;
const ALL = process.env['PROMWIRE_KILLS'] === 'all';

/** Which write it is, and what meets it. */
interface At {
  readonly n: number;
  readonly fault: (typeof FAULTS)[number];
  readonly stage: (typeof STAGES)[number];
}

/** A Grafana at whose n-th write that happens, once. `writes`: how many it got. */
async function grafanaWith(version: 11 | 12, at?: At) {
  let send = (_signal: NodeJS.Signals): void => undefined;
  let writes = 0;
  const grafana: GrafanaStandIn = await startGrafana({
    version,
    instead: (asked, response, request) => {
      if (asked.startsWith('GET ')) return false;
      writes += 1;
      if (!at || writes !== at.n) return false;
      const happen = (): void => {
        if (at.fault === 'cut') request.socket.destroy();
        else if (at.fault.startsWith('SIG')) send(at.fault as NodeJS.Signals);
        else
          response
            .writeHead(Number(at.fault.slice(-3)), { 'content-type': 'application/json' })
            .end('{"message":"made by the test"}');
      };
      if (at.stage === 'before') {
        happen();
        return true;
      }
      // Its own answer is not let out.
      const { writeHead, end } = response;
      Object.assign(response, {
        writeHead: () => response,
        end: () => {
          Object.assign(response, { writeHead, end });
          happen();
          return response;
        },
      });
      return false;
    },
  });
  grafana.dashboards.set('theirs', structuredClone(THEIRS));
  return {
    grafana,
    writes: () => writes,
    start: (sends: (signal: NodeJS.Signals) => void): void => {
      send = sends;
    },
  };
}

const stateOf = ({ dashboards, folders }: GrafanaStandIn): unknown => ({
  folders: [...folders],
  dashboards: [...dashboards]
    .map(([uid, { model, folderUid }]) => ({ uid, model: { ...model, version: undefined, id: undefined }, folderUid }))
    .sort((a, b) => (a.uid < b.uid ? -1 : 1)),
});

describe.each([11, 12] as const)('dashboard import into Grafana %i', (version) => {
  let wanted: unknown;
  let writes = 0;
  beforeAll(async () => {
    const { grafana, writes: count } = await grafanaWith(version);
    expect(await promwire(grafana.url)).toMatchObject({ code: 0 });
    [wanted, writes] = [stateOf(grafana), count()];
    await grafana.stop();
  });

  it.each(FAULTS.flatMap((fault) => STAGES.map((stage) => [fault, stage] as const)))(
    'meets %s %s a write',
    async (fault, stage) => {
      expect(writes).toBe(3);
      // Otherwise one write of each, another one each time.
      const turn = (FAULTS.indexOf(fault) + STAGES.indexOf(stage) + version) % writes;
      for (const n of ALL ? [1, 2, 3] : [turn + 1]) {
        const { grafana, start } = await grafanaWith(version, { n, fault, stage });
        const ended = await promwire(grafana.url, start);
        const where = { version, n, fault, stage, said: ended.said };
        const names = new Map<string, boolean>([
          ['folder Kuberhealthy', grafana.folders.has('promwire')],
          ['dashboard Kuberhealthy 3 / Overview', grafana.dashboards.has('promwire-kuberhealthy-v3')],
          ['dashboard Kuberhealthy 3 / Check', grafana.dashboards.has('promwire-kuberhealthy-v3-check')],
        ]);
        for (const [, what = ''] of ended.said.matchAll(
          / created ((?:folder|dashboard) [\w /]+?)(?= (?:created|refused|unchanged|promwire)|[,;:]|$)/g,
        ))
          expect({ ...where, what, done: names.get(what.trim()) }).toEqual({ ...where, what, done: true });
        if (fault === 'SIGKILL') expect({ ...where, signal: ended.signal }).toEqual({ ...where, signal: 'SIGKILL' });
        // What Grafana may have taken is not said to be refused, and no more.
        if (fault === 'cut' || fault === 'answer 500')
          expect(ended.said).toContain('it is not known whether it was done');
        if (fault === 'SIGINT') {
          expect({ ...where, code: ended.code }).toEqual({ ...where, code: 130 });
          expect(ended.said).toMatch(
            /in Grafana by now: .*; what was under way may be, too Run the same command again/,
          );
          const list = /in Grafana by now: (.*?); what/.exec(ended.said)?.[1]?.split(', ') ?? [];
          expect({ ...where, list }).toEqual({
            ...where,
            list: n === 1 ? ['nothing that was not there before'] : [...names.keys()].slice(0, n - 1),
          });
        }
        expect(grafana.dashboards.get('theirs')).toEqual(THEIRS);
        const again = await promwire(grafana.url);
        expect({ ...where, code: again.code, again: again.said }).toMatchObject({ ...where, code: 0 });
        expect({ ...where, state: stateOf(grafana) }).toEqual({ ...where, state: wanted });
        await grafana.stop();
      }
    },
  );
});
