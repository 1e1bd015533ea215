import type { Random } from './random.ts';
import { ODD } from './random.ts';
import { regex, subject } from './regex.ts';
import { name } from './small.ts';

const LOWER = [
  'replace',
  'keep',
  'drop',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
];
const CAMEL = ['Replace', 'HashMod', 'LabelMap', 'LabelDrop', 'LabelKeep', 'Lowercase', 'KeepEqual', 'DropEqual'];
export const VERSIONS = [
  'v3.13.1',
  'v3.0.0',
  '3.5.3',
  'v2.55.1',
  '2.45.0',
  'v2.41.0',
  '2.40.7',
  'v2.36.0',
  'v2.35.0',
  'v3.0.0-rc.1',
  '2.53',
  'v2.31.0',
  '3',
  'v2.42.0-rc.0+build.5',
];

const REPLACEMENTS = [
  '$1',
  '${1}',
  'x',
  '',
  'a$1',
  '$1x',
  '${n}',
  '$n',
  '$$',
  '$',
  '${',
  '$0',
  'a-b',
  '${1}_$2',
  'é',
  '$99',
  '$é',
  '${ 1}',
  '$m:$n',
];

/** A relabeling as the API server would let it in; fields that its action does not know are frequent. */
export function relabeling(random: Random): Readonly<Record<string, unknown>> {
  const action = random.pick(random.chance(0.8) ? LOWER : CAMEL);
  const lower = action.toLowerCase();
  const often = (fields: readonly string[], likely: number, rarely: number): boolean =>
    random.chance(fields.includes(lower) ? likely : rarely);
  const target = ['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal'];
  const source = [...target, 'keep', 'drop'];
  const config: Record<string, unknown> = { action };
  if (often(source, 0.9, 0.08))
    config['sourceLabels'] = random.some(0, 3, () =>
      random.pick(['job', 'instance', '__address__', 'a', 'b', 'né', random.chance(0.1) ? name(random) : 'c']),
    );
  if (random.chance(0.12)) config['separator'] = random.pick([';', '', '-', '@', ...ODD.slice(0, 3)]);
  if (often(target, 0.95, 0.06))
    config['targetLabel'] = random.pick(
      random.chance(0.75)
        ? ['job', 'shard', 'a', 'x_y']
        : ['$1', '${1}', 'a-b', 'né', '', '$n_x', 'a${1}b', '1a', name(random)],
    );
  if (often(['replace', 'keep', 'drop', 'labelmap', 'labeldrop', 'labelkeep'], 0.8, 0.1))
    config['regex'] = random.pick([
      regex(random),
      regex(random),
      '(.*)',
      '',
      '__meta_(.+)',
      '([^:]+)(?::\\d+)?',
      '(?P<n>.)(?P<n>.)?.*',
      'a)|(b',
    ]);
  if (often(['hashmod'], 0.9, 0.04)) config['modulus'] = random.pick([0, 1, 2, 7, 1000, 4294967297]);
  if (often(['replace', 'labelmap'], 0.6, 0.06)) config['replacement'] = random.pick(REPLACEMENTS);
  return config;
}

/** Labels to apply it to. */
export function labels(random: Random): Readonly<Record<string, string>> {
  const entries = random.some(
    0,
    6,
    () =>
      [
        random.pick([
          'job',
          'instance',
          '__address__',
          '__meta_kubernetes_pod',
          '__meta_a',
          'a',
          'b',
          'c',
          'né',
          'shard',
          'A',
          'foo',
        ]),
        subject(random),
      ] as const,
  );
  return Object.fromEntries(entries);
}
