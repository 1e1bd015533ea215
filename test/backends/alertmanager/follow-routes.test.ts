import { describe, expect, it } from '@jest/globals';
import { holds, type Answer } from '../../../src/backends/alertmanager/follow-routes.ts';
import type { RouteMatcher } from '../../../src/model/index.ts';

const ask = (op: RouteMatcher['op'], value: string, label: string | undefined): Answer =>
  holds({ name: 'token', op, value }, { known: label === undefined ? {} : { token: label }, possible: [] });

describe('a matcher of a label whose value is masked', () => {
  it.each<[RouteMatcher['op'], string, string | undefined, Answer]>([
    // The label is there, whatever it is.
    ['=', '', '***', 'no'],
    ['!=', '', '***', 'yes'],
    ['=~', '.+', '***', 'yes'],
    ['=~', '.*', '***', 'yes'],
    ['!~', '.+', '***', 'no'],
    ['=~', '', '***', 'no'],
    // Whether it is that value is not known.
    ['=', 'a', '***', 'maybe'],
    ['!=', 'a', '***', 'maybe'],
    ['=~', 'a.*', '***', 'maybe'],
    ['=', '***', '***', 'maybe'],
    ['=~', '***', '***', 'maybe'],
    // It asks for a value, and there is none.
    ['=', '***', undefined, 'no'],
    ['!=', '***', undefined, 'yes'],
    ['=~', '***', undefined, 'maybe'],
  ])('%s %j of %j: %s', (op, value, label, answer) => {
    expect(ask(op, value, label)).toBe(answer);
  });
});
