/** A kuberhealthy 3 that lives: two pods whose pages follow what happens to it, at random, as a clock goes on. */
import { randomFrom } from '../../differential/random.ts';
import type { Page } from '../exporter.ts';
import { type Episode, happenings } from './chance.ts';
import { kuberhealthy3 } from './controller.ts';
import type { Moment } from './nouns.ts';
import { metricsPage } from './page.ts';

/** A page that was asked for: by Unix time in milliseconds, with the state that it tells of. */
export interface Asked {
  readonly time: number;
  readonly moment: Moment;
}

export interface Live {
  /** What each pod answers. */
  readonly boards: readonly [Page, Page];
  /** For each pod the pages that it was asked for, in order. */
  readonly asked: readonly (readonly Asked[])[];
  /** Every moment up to Unix time `time` in milliseconds. */
  readonly history: (time: number) => readonly Moment[];
}

/** Begins at Unix time `begun` in milliseconds, `scale` times as fast as the clock. */
export function liveKuberhealthy(options: {
  readonly seed: number;
  readonly scale: number;
  readonly begun: number;
  readonly episodes?: readonly Episode[];
}): Live {
  const { seed, scale, begun } = options;
  const random = randomFrom(seed);
  const coming = kuberhealthy3({ happenings: happenings(randomFrom(seed + 1), options.episodes), random, pods: 2 });
  const past: Moment[] = [coming.next().value!];
  let next = coming.next().value!;
  const playedAt = (time: number): number => ((time - begun) / 1000) * scale;
  const history = (time: number): readonly Moment[] => {
    for (; next.at <= playedAt(time); next = coming.next().value!) past.push(next);
    return past;
  };
  const asked: readonly [Asked[], Asked[]] = [[], []];
  const boardOf = (log: Asked[], pod: number): Page => ({
    current: () => {
      const time = Date.now();
      const moment = history(time).at(-1)!;
      log.push({ time, moment });
      // A pod that is not there refuses; to Prometheus that is as good as an answer that is none.
      if (!moment.pods[pod]!.runs) return Promise.resolve({ status: 503, text: '' });
      return Promise.resolve({ status: 200, text: metricsPage(moment, pod, playedAt(time), scale) });
    },
  });
  return { boards: [boardOf(asked[0], 0), boardOf(asked[1], 1)], asked, history };
}
