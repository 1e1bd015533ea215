import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { WebhookMode } from '../bed/webhook-standin.ts';
import { startWebhook } from '../bed/webhook-standin.ts';
import { scenarioA } from '../bed/worlds/scenarios.ts';
import { everything } from './live.ts';
import { grant, readingWithout, writingWithout } from './rights.ts';
import { promwire } from './promwire.ts';
import { LONG, oneLine, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/**
 * The operator's admission webhook for rules, as kube-prometheus-stack installs it, stands in the way of our apply. It
 * is told apart from a missing right, with its cause, and nothing is written: the dry-run of every write comes first.
 */

const NAME = 'prometheusrulevalidate.monitoring.coreos.com';
const RULE = 'PrometheusRule kuberhealthy/promwire-kuberhealthy';
const NOT_A_RIGHT = 'not allowed to write it';

let at: Scenario;
let webhook: Awaited<ReturnType<typeof startWebhook>> | undefined;

beforeAll(async () => {
  at = await startScenario({ objects: scenarioA() });
}, LONG);
afterEach(async () => {
  await webhook?.stop();
  webhook = undefined;
});
afterAll(() => at.bed.stop(), LONG);

/** Runs setup while the webhook does that; nothing may have changed. */
async function setupWith(mode: WebhookMode): Promise<{ readonly code: number; readonly said: string }> {
  webhook = await startWebhook(at.bed, mode);
  const before = await everything(at.bed);
  const { code, stderr } = await at.run('setup', '--yes');
  expect(await everything(at.bed)).toEqual(before);
  return { code, said: oneLine(stderr) };
}

describe('an admission webhook that', () => {
  it(
    'refuses our rules: its name, its words, and that it is not a missing right',
    async () => {
      const { code, said } = await setupWith({ do: 'refuse', message: 'group kuberhealthy: interval too short' });
      expect(code).toBe(3);
      expect(said).toContain(`${RULE}: the admission webhook ${NAME} refused it: `);
      expect(said).toContain('group kuberhealthy: interval too short');
      expect(said).toMatch(/1 of \d writes would be refused, so nothing was written/);
      expect(said).toContain('Fix the cause and run the same command again.');
      expect(said).not.toContain(NOT_A_RIGHT);
    },
    LONG,
  );

  it(
    'does not answer in time: what to look at',
    async () => {
      const { code, said } = await setupWith({ do: 'hang' });
      expect(code).toBe(3);
      expect(said).toContain(`${RULE}: the API server got no answer in time from the admission webhook ${NAME}`);
      expect(said).toContain('This is not a missing right: repair the webhook');
      expect(said).toContain('so nothing was written');
      expect(said).not.toContain(NOT_A_RIGHT);
    },
    LONG,
  );

  it(
    'cannot be reached: what to look at',
    async () => {
      webhook = await startWebhook(at.bed, { do: 'allow' });
      const { stop } = webhook;
      await webhook.close();
      const before = await everything(at.bed);
      const { code, stderr } = await at.run('setup', '--yes');
      expect(await everything(at.bed)).toEqual(before);
      expect(code).toBe(3);
      expect(oneLine(stderr)).toContain(`${RULE}: the API server cannot reach the admission webhook ${NAME}`);
      expect(oneLine(stderr)).toContain('This is not a missing right');
      await stop();
      webhook = undefined;
    },
    LONG,
  );

  it(
    'is shown by diff and by setup --dry-run too, and differs from a right that is missing',
    async () => {
      webhook = await startWebhook(at.bed, { do: 'refuse', message: 'not on a Friday' });
      for (const args of [['diff'], ['setup', '--dry-run']]) {
        const { code, stderr } = await at.run(...args);
        expect({ args, code }).toEqual({ args, code: 3 });
        expect(oneLine(stderr)).toContain(`the admission webhook ${NAME} refused it: `);
      }
      await grant(at.bed, 'user-1', [...readingWithout(), ...writingWithout('PrometheusRule')]);
      const kubeconfig = await at.bed.kubeconfigFor('user-1');
      const { code, stderr } = await promwire(['setup', '--yes'], { kubeconfig });
      expect(code).toBe(3);
      expect(oneLine(stderr)).toContain(`${RULE}: ${NOT_A_RIGHT}`);
      expect(oneLine(stderr)).not.toContain('webhook');
    },
    LONG,
  );

  it(
    'allows it again: the same command goes through',
    async () => {
      webhook = await startWebhook(at.bed, { do: 'allow' });
      expect((await at.run('setup', '--yes')).code).toBe(0);
      expect((await at.run('uninstall', '--yes')).code).toBe(0);
    },
    LONG,
  );
});
