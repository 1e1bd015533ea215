/** Recorded /metrics pages, one after the other, as the series that two pods would leave. */
import { readFileSync } from 'node:fs';
import { DEFAULT_SHAPE, onPods, type Series, type Shape } from './series.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of one page of the text format. */
function samples(page: string): readonly Sample[] {
  return page.split('\n').flatMap((line) => {
    const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (match === null) return [];
    const pairs = [...(match[2] ?? '').matchAll(/([a-z_]+)="([^"]*)"/g)].filter(([, , value]) => value !== '');
    return [
      {
        name: match[1]!,
        labels: Object.fromEntries(pairs.map(([, key, value]) => [key!, value!])),
        value: Number(match[3]),
      },
    ];
  });
}

/** The pages of a version by name ("01-started"), each shown for so many steps. */
export function replay(
  version: 'v2' | 'v3',
  pages: readonly string[],
  stepsEach: number,
  shape: Shape = DEFAULT_SHAPE,
): readonly Series[] {
  const total = pages.length * stepsEach;
  const series = new Map<string, { name: string; labels: Sample['labels']; values: (number | null)[] }>();
  for (const [page, file] of pages.entries()) {
    const text = readFileSync(new URL(`../fixtures/metrics/${version}/${file}.prom`, import.meta.url), 'utf8');
    for (const { name, labels, value } of samples(text)) {
      const key = JSON.stringify([name, labels]);
      const one = series.get(key) ?? { name, labels, values: Array.from({ length: total }, () => null) };
      one.values.fill(value, page * stepsEach, (page + 1) * stepsEach);
      series.set(key, one);
    }
  }
  const shown = [...series.values()].flatMap(({ name, labels, values }) => {
    const both = onPods(name, labels, values, shape);
    // One pod leads, the other shows zeros.
    return name.startsWith('kuberhealthy_controller') || name.startsWith('kuberhealthy_scheduler')
      ? [both[0]!, { ...both[1]!, values: values.map((value) => (value === null ? null : 0)) }]
      : both;
  });
  return [
    ...shown,
    ...onPods(
      'up',
      {},
      Array.from({ length: total }, () => 1),
      shape,
    ),
  ];
}

export const PAGES = {
  v2: ['01-started', '02-two-checks-failing', '03-three-checks-failing'],
  v3: [
    '01-started',
    '02-all-ok',
    '03-dns-failing',
    '04-dns-failing-later',
    '05-deployment-timing-out',
    '06-deployment-timing-out-later',
    '07-recovered',
  ],
} as const;
