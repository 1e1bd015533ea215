import { expression, FEATURES } from './expression.ts';
import type { Random } from './random.ts';
import { ODD } from './random.ts';
import { duration, name } from './small.ts';
import { template } from './template.ts';

const PLAIN = ['up == 0', 'sum(rate(http_requests_total[5m])) by (job)', 'vector(1)', 'absent(up{job="x"})'];

/** Wrong enough to be refused in about one rule of four, right enough that a whole object is often taken. */
const ODDLY = 0.06;

/** A text as annotations have them: several lines, leading spaces, colons, quotes. */
const prose = (random: Random): string =>
  random
    .some(1, 4, () =>
      random.pick([
        'a',
        ' ',
        '\n',
        '  b',
        ': ',
        '#',
        '- ',
        '"',
        "'",
        'yes',
        '\t',
        'é',
        '|',
        '>',
        '\\',
        '{{ $value }}',
        ...(random.chance(0.2) ? ODD : []),
      ]),
    )
    .join('');

const plainDuration = (random: Random): string => random.pick(['5m', '1h', '0s', '0', '30s', '1d12h']);

function rule(random: Random): Record<string, unknown> {
  const out: Record<string, unknown> = {
    expr: random.chance(0.12)
      ? expression(random)
      : random.chance(0.03)
        ? random.pick([5, -1, 0, '', ' '])
        : random.pick(PLAIN),
  };
  const alerting = random.chance(0.65);
  if (alerting || random.chance(ODDLY))
    out['alert'] = random.pick(['A', 'Kuberhealthy down', 'x"y', 'é', random.chance(0.2) ? '' : 'B']);
  if (!alerting || random.chance(0.02))
    out['record'] = random.chance(0.85)
      ? random.pick(['job:up:sum', 'a_b', 'x'])
      : random.pick([name(random), 'a-b', 'sum(x)', 'x{y="z"}', '']);
  if (random.chance(alerting ? 0.5 : ODDLY))
    out['for'] = random.chance(0.9)
      ? plainDuration(random)
      : random.pick(['', '0s', '300y', '99999999999w', duration(random)]);
  if (random.chance(alerting ? 0.2 : ODDLY))
    out['keep_firing_for'] = random.chance(0.9)
      ? plainDuration(random)
      : random.pick(['0s', '0', '293y', duration(random)]);
  if (random.chance(0.6)) out['labels'] = map(random);
  if (random.chance(alerting ? 0.6 : ODDLY)) out['annotations'] = map(random);
  return out;
}

function map(random: Random): Readonly<Record<string, string>> {
  return Object.fromEntries(
    random.some(0, 3, () => [
      random.chance(0.9)
        ? random.pick(['severity', 'summary', 'team', 'description'])
        : random.chance(0.2)
          ? '__name__'
          : name(random),
      random.chance(0.12)
        ? template(random)
        : random.chance(0.5)
          ? prose(random)
          : random.pick(['critical', '{{ $labels.job }} is down', '{{ $value | humanize }}']),
    ]),
  );
}

/** The spec of a PrometheusRule. */
export function ruleSpec(random: Random): Readonly<Record<string, unknown>> {
  let count = 0;
  const groups = random.some(0, 2, () => {
    const group: Record<string, unknown> = {
      name: random.chance(0.98) ? `g${(count += 1)}` : 'g1',
      rules: random.some(0, 2, () => rule(random)),
    };
    if (random.chance(0.3))
      group['interval'] = random.chance(0.9) ? plainDuration(random) : random.pick(['', '293y', duration(random)]);
    if (random.chance(0.12))
      group['query_offset'] = random.chance(0.8) ? plainDuration(random) : random.pick(['', '293y', duration(random)]);
    if (random.chance(0.15)) group['labels'] = map(random);
    if (random.chance(0.1)) group['limit'] = random.below(5);
    if (random.chance(0.1)) group['partial_response_strategy'] = random.pick(['warn', 'abort', '']);
    return group;
  });
  return { groups };
}

export const features = (random: Random): string[] =>
  random.chance(0.4) ? [] : random.chance(0.2) ? [...FEATURES] : FEATURES.filter(() => random.chance(0.5));
