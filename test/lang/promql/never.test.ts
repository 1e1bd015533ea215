import { describe, expect, it } from '@jest/globals';
import { neverYields } from '../../../src/lang/promql/never.ts';

describe('yields nothing, whatever the data are', () => {
  it.each([
    ['count(up == 1) == 0', 'count(up == 1) == 0 never holds: count(up == 1) is at least 1.'],
    ['count(up{job="a"}) < 1', 'at least 1'],
    ['sum(count by (job) (up)) < 1', 'at least 1'],
    ['absent(up{job="a"}) > 1', 'absent(up{job="a"}) is always 1'],
    ['absent(up) == 0', 'is always 1'],
    ['(a > bool 5) > 1', 'is between 0 and 1'],
    ['(a == bool 1) == 2', 'between 0 and 1'],
    ['sum by (x) (count_over_time(a[5m])) <= 0', 'at least 1'],
    ['hour() > 23', 'between 0 and 23'],
    ['a and hour() >= 24', 'between 0 and 23'],
    ['day_of_week() == 7', 'between 0 and 6'],
    ['(a > 5) < 3', 'is at least 5'],
    ['clamp_max(a, 1) > 1', 'at most 1'],
    ['a{x="1",x="2"} > 0', 'No series has x="1" and x="2".'],
    ['a{x="1",x!~"1|2"} > 0', 'No series has'],
    ['a{x="1"} / b{x="2"} > 0.5', 'matches nothing: x is "1" on the left and "2" on the right.'],
    ['a{x="1"} and on (x) b{x="2"}', 'matches nothing'],
    ['vector(0) > 0', 'is always 0'],
    ['(a > 1 and count(b) == 0) or absent(c) > 1', 'count(b) is at least 1'],
    ['rate(a[5m]) > 0 unless b and count(c) == 0', 'at least 1'],
    ['2 < (a > bool 1)', 'between 0 and 1'],
    ['abs(a) < 0', 'at least 0'],
    ['-count(a) > 0', 'at most -1'],
    ['100 * count(a) < 100', 'at least 100'],
  ])('%s', (text, reason) => {
    expect(neverYields(text)).toContain(reason);
  });
});

describe('may yield something', () => {
  it.each([
    'up > 1',
    'up == 0',
    'count(up == 1) == 1',
    '(count(up) or vector(0)) == 0',
    'count(up) or vector(0) == 0',
    'absent(up)',
    'absent(up) == 1',
    'absent(up{x="1",x="2"})',
    'vector(1)',
    '(a > bool 5) == 1',
    '(a > bool 5) == 0',
    'sum(a) < 0',
    'rate(a[5m]) < 0',
    'count(a) - count(b) < 0',
    'count(a) / count(b) < 0.5',
    'count(a) != count(b)',
    'count(a) != 1',
    'hour() >= 9 < 17',
    'a{x="1"} / ignoring (x) b{x="2"} > 0.5',
    'a{x="1"} / on (y) b{x="2"} > 0.5',
    'sum(a{x="1"}) / sum(b{x="2"}) > 0.5',
    'sum by (x) (a{x="1"}) or sum by (x) (b{x="2"})',
    'a{x="1"} unless b{x="2"}',
    'a{x=~"1|2",x!="1"}',
    'a unless count(b) == 0',
    'label_replace(a{x="1"}, "x", "2", "", "") / b{x="2"} > 1',
    'clamp(a, 0, 1) >= 1',
    'max_over_time(a[5m]) > 5 < 10',
    'a > b < a',
    'NaN > 1',
    'a{',
    'quantile(0.9, count by (x) (a)) < 1',
    'stddev(a) > 0',
  ])('%s', (text) => {
    expect(neverYields(text)).toBeUndefined();
  });
});
