// Jest test sequencer: the file that took longest comes first, so that no worker is left alone with a long one at the end.
import { relative } from 'node:path';
import { root } from './dependencies.mjs';
import { durations } from './durations.mjs';

export default class LongestFirst {
  /** A file that nobody has timed yet may be a long one. */
  sort(tests) {
    const seconds = durations();
    const of = ({ path }) => seconds[relative(root, path).replaceAll('\\', '/')] ?? Infinity;
    const timed = tests.map((test) => ({ test, took: of(test) }));
    return timed.toSorted((a, b) => (a.took === b.took ? 0 : b.took - a.took)).map(({ test }) => test);
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
