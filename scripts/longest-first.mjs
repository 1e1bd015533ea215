// Jest test sequencer: the file that took longest comes first, so that no worker is left alone with a long one at the end.
import { longestFirst } from './durations.mjs';

export default class LongestFirst {
  sort(tests) {
    const order = new Map(longestFirst(tests.map(({ path }) => path)).map((path, index) => [path, index]));
    return tests.toSorted((a, b) => order.get(a.path) - order.get(b.path));
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
