import type { Random } from './random.ts';
import { mutate, ODD } from './random.ts';

const UNITS = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];

/** A Prometheus duration, with wrong orders, units and sizes among them. */
export function duration(random: Random): string {
  const order = random.chance(0.8) ? UNITS : UNITS.toReversed();
  const used = order.filter(() => random.chance(0.35));
  const text = used.map((unit) => `${number(random)}${unit}`).join('');
  return random.chance(0.25)
    ? mutate(random, text, ['0', '-', '.', ' ', 'mo', 'S', '1', 'us', ...UNITS, ...ODD])
    : text;
}

const number = (random: Random): string =>
  random.pick([
    '0',
    '1',
    '5',
    '30',
    '007',
    '90',
    '292',
    '300',
    '106751',
    '99999999999',
    '9223372036854775807',
    '18446744073709551616',
  ]);

export function goDuration(random: Random): string {
  const parts = random.some(
    0,
    3,
    () =>
      random.pick(['1', '1.5', '.5', '5.', '0', '100', '2562047', '9223372036854775807', '']) +
      random.pick(['h', 'm', 's', 'ms', 'us', 'µs', 'μs', 'ns', 'd', '']),
  );
  return random.pick(['', '', '', '-', '+', '--']) + parts.join('');
}

const PIECES = ['a', 'B', '_', '__', '0', '9', ':', '.', '-', ' ', 'name', '__name__', '{', '}', ...ODD];

/** A name of a label or metric. */
export const name = (random: Random): string =>
  random.chance(0.5)
    ? random.pick(['job', 'instance', 'a_b', '_x', 'Abc9', '__tmp', 'le'])
    : random.some(0, 4, () => random.pick(PIECES)).join('');
