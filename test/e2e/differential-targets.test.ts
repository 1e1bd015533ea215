import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { backends, checks, profiles } from '../../src/registry.ts';
import { agreesOnTargets, seeTargets } from '../differential/targets.ts';
import { targetsWorld } from '../differential/targets-world.ts';
import { seedOr } from '../seed.ts';

/** What our wires say is scraped, against the active targets of the real Prometheus, over random combinations. */

const SEED = seedOr(20);
const MONITORS = 260;
const TIMEOUT_MS = 300_000;

describe(`targets of a random world (PROMWIRE_SEED=${SEED})`, () => {
  it(
    'are those of the real Prometheus, job by job',
    async () => {
      const { jobs, active, dropped, refused } = await seeTargets(targetsWorld(SEED, MONITORS), {
        backends,
        checks,
        profiles,
      });
      const wrong = jobs.filter((job) => !agreesOnTargets(job));
      const filled = jobs.filter(({ theirs }) => theirs.length > 0);
      process.stdout.write(
        `seed ${SEED}: ${jobs.length} combinations, ${filled.length} with targets, ${active} active and ${dropped} dropped ` +
          `targets, ${refused.length} objects refused, ${wrong.length} in disagreement\n`,
      );
      expect(refused).toEqual([]);
      expect(wrong).toEqual([]);
      expect(jobs.length).toBeGreaterThanOrEqual(500);
      expect(filled.length).toBeGreaterThanOrEqual(jobs.length / 4);
      expect(dropped).toBeGreaterThan(active);
    },
    TIMEOUT_MS,
  );
});
