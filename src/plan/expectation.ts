import type { Expectation, Ref } from '../model/index.ts';

/** The monitor or rule whose work an expectation proves; undefined where it is about a query or a dashboard. */
export function provenObject(expectation: Expectation): Ref | undefined {
  switch (expectation.kind) {
    case 'target-up':
      return expectation.monitor;
    case 'rule-loaded':
      return expectation.rule;
    case 'series-present':
    case 'queries-succeed':
    case 'dashboard-present':
      return undefined;
  }
}
