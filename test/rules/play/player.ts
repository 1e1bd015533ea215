/**
 * Plays cases into a Prometheus, step after step as time goes on. Samples are sent and not scraped: on a busy machine a
 * scrape of a few hundred milliseconds is lost, which would be another case; what is sent comes late, with its own time.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Series } from '../series.ts';
import { remoteWrite, type Sample } from './remote-write.ts';

/** One case as it is played. */
export interface Played {
  /** Short and unique: the label `case` of every series. */
  readonly name: string;
  readonly series: readonly Series[];
  /** Milliseconds of real time that one step takes. */
  readonly stepMs: number;
  /** By what the durations in the series' values are divided. */
  readonly scale: number;
  readonly steps: number;
}

/** Metrics whose values are durations: they are played as fast as everything else. */
const SECONDS = /^kuberhealthy_(?:check|job)_(?:duration_seconds|seconds_since_success)$/;

const TICK_MS = 50;

interface Track {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (number | null)[];
}

function tracksOf({ name, scale, series }: Played): readonly Track[] {
  return series.map((one) => ({
    labels: { __name__: one.name, ...one.labels, case: name },
    values: SECONDS.test(one.name)
      ? one.values.map((value) => (value !== null && value > 0 ? value / scale : value))
      : one.values,
  }));
}

/** A value; null where the series has just ended; undefined where there is nothing to say. */
function sampleAt({ values }: Track, step: number): number | null | undefined {
  const value = values[step] ?? null;
  return value === null && (values[step - 1] ?? null) === null ? undefined : value;
}

/**
 * Plays every case from its first step, which is at Unix time `begun` in milliseconds, to its last. Answers by how many
 * milliseconds a step of each case came late at worst.
 */
export async function play(url: string, cases: readonly Played[], begun: number): Promise<ReadonlyMap<string, number>> {
  const late = new Map<string, number>();
  const open = cases.map((one) => ({ ...one, tracks: tracksOf(one), next: 0 }));
  while (open.some(({ next, steps }) => next < steps)) {
    const samples: Sample[] = [];
    const oldest = new Map<string, number>();
    for (const one of open) {
      for (; one.next < one.steps && begun + one.next * one.stepMs <= Date.now(); one.next += 1) {
        if (!oldest.has(one.name)) oldest.set(one.name, begun + one.next * one.stepMs);
        for (const track of one.tracks) {
          const value = sampleAt(track, one.next);
          if (value !== undefined) samples.push({ labels: track.labels, value, time: begun + one.next * one.stepMs });
        }
      }
    }
    if (samples.length > 0) await remoteWrite(url, samples);
    for (const [name, time] of oldest) late.set(name, Math.max(late.get(name) ?? 0, Date.now() - time - TICK_MS));
    await delay(TICK_MS);
  }
  return late;
}
