import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { metricsBoard } from '../bed/exporter.ts';
import { passingV2 } from '../bed/recordings.ts';
import type { User } from '../bed/users.ts';
import { kuberhealthyImages, scenarioA } from '../bed/worlds/scenarios.ts';
import { livePrometheus } from './live.ts';
import { promwire } from './promwire.ts';
import { grant, LISTS, readingWithout } from './rights.ts';

/** Each list of check forbidden in turn, where something is wrong and where all is well. */

const START_MS = 180_000;
const PROMETHEUS = 'prometheus-kube-prometheus-prometheus';

let bed: Bed;

beforeAll(async () => {
  bed = await startBed({ images: kuberhealthyImages({ v2: metricsBoard(passingV2) }) });
  await bed.apply(scenarioA(), { by: 'create' });
  const prometheus = await livePrometheus(bed, 'monitoring', PROMETHEUS);
  await bed.waitFor(async () => (await prometheus.targets(PROMETHEUS)).some(({ health }) => health === 'up'), {
    what: "the stack's own target up",
  });
}, START_MS);

afterAll(() => bed.stop(), START_MS);

interface Report {
  readonly findings: readonly { readonly check: string; readonly object: unknown; readonly severity: string }[];
  readonly unknown: readonly { readonly detail: string }[];
}
interface Answer {
  readonly code: number;
  readonly findings: readonly string[];
  readonly unknown: string;
}

const USERS: readonly User[] = ['user-2', 'user-3', 'user-4', 'user-5'];
/** Whatever else rests on a list: without these nothing can be fine. */
const NEEDED = [
  'Prometheus',
  'PrometheusAgent',
  'ThanosRuler',
  'ServiceMonitor',
  'PodMonitor',
  'PrometheusRule',
  'Service',
  'Endpoints',
  'ClusterRole',
  'ClusterRoleBinding',
];

const check = async (kubeconfig: string): Promise<Answer> => {
  const { code, stdout } = await promwire(['check', '-o', 'json'], { kubeconfig });
  const { findings, unknown } = JSON.parse(stdout) as Report;
  return {
    code,
    findings: findings.map(({ check: id, severity, object }) => `${severity} ${id} ${JSON.stringify(object)}`),
    unknown: unknown.map(({ detail }) => detail).join('\n'),
  };
};

/** The answers without each list in turn, four users at a time. */
const withoutEach = async (): Promise<readonly (Answer & { readonly kind: string; readonly plural: string })[]> => {
  const queue = LISTS.values();
  const answers = await Promise.all(
    USERS.map(async (user) => {
      const kubeconfig = await bed.kubeconfigFor(user);
      const own: (Answer & { readonly kind: string; readonly plural: string })[] = [];
      for (const { kind, plural } of queue) {
        await grant(bed, user, readingWithout(kind));
        own.push({ kind, plural, ...(await check(kubeconfig)) });
      }
      return own;
    }),
  );
  return answers.flat();
};

describe('a list that is forbidden', () => {
  it(
    'yields no finding that is none, and is named where something rests on it',
    async () => {
      const full = await check(bed.kubeconfig);
      expect(full.code).toBe(1);
      // Secrets are never read, by nobody.
      expect(full.unknown.split('\n').filter((line) => !line.endsWith('never read.'))).toEqual([]);
      expect(full.findings.join()).toContain('error label-mismatch');
      const answers = await withoutEach();
      expect(answers).toHaveLength(LISTS.length);
      for (const { kind, plural, ...answer } of answers) {
        const known = [...full.findings, ...full.findings.map((finding) => finding.replace('error', 'warning'))];
        expect({ kind, news: answer.findings.filter((finding) => !known.includes(finding)) }).toEqual({
          kind,
          news: [],
        });
        const told = answer.unknown.includes(`list ${plural}`);
        if (NEEDED.includes(kind)) expect({ kind, told }).toEqual({ kind, told: true });
        // Nothing rests on it: then the answer is the one that admins get.
        if (!told) expect({ kind, ...answer }).toEqual({ kind, ...full });
        const stillFound = answer.findings.some((finding) => finding.startsWith('error'));
        expect({ kind, fits: answer.code === 3 || (stillFound && answer.code === 1) }).toEqual({ kind, fits: true });
      }
    },
    START_MS,
  );

  it(
    'is never taken for fine where all is well',
    async () => {
      const label = ['label', 'servicemonitor', 'kuberhealthy', 'release=prometheus', '--overwrite'];
      await bed.kubectl(['-n', 'kuberhealthy', ...label]);
      const full = await bed.waitFor(
        async () => {
          const answer = await check(bed.kubeconfig);
          return answer.code === 0 && answer;
        },
        { what: 'a check that finds nothing' },
      );
      // The chart's own Alertmanager tells nobody, and its monitor bounds no error text.
      expect(full.findings).toEqual([
        expect.stringMatching(/^warning error-texts-unbounded /),
        expect.stringMatching(/^info alerts-go-nowhere /),
        // Nor has its Service the label that its jobLabel names.
        expect.stringMatching(/^info job-label-missing /),
      ]);
      for (const { kind, plural, ...answer } of await withoutEach()) {
        const news = answer.findings.filter((finding) => !full.findings.includes(finding));
        expect({ kind, news }).toEqual({ kind, news: [] });
        const told = answer.unknown.includes(`list ${plural}`);
        if (NEEDED.includes(kind)) expect({ kind, told }).toEqual({ kind, told: true });
        if (!told) expect({ kind, ...answer }).toEqual({ kind, ...full });
        expect([0, 3]).toContain(answer.code);
      }
    },
    START_MS,
  );
});
