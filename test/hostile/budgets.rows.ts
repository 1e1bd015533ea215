/** One object stops nobody: as large as etcd takes it, and as large as it is still judged. */
import { healthy, rawOf } from '../worlds.ts';
import type { Attack } from './harness.ts';
import { heavy } from './heavy.ts';

/** Just below etcd's limit, with the world around it. */
const WHOLE = 1_400_000;
/** About as much as an object of many small values may have and still be judged. */
const JUDGED = 70_000;

const world = healthy().map((object) => JSON.stringify(rawOf(object)));

const textOf = (name: string, bytes: number): string => {
  const made = heavy(bytes)[name]?.() ?? '';
  return typeof made === 'string' ? made : JSON.stringify(made);
};

const row = (name: string, text: () => string): Attack => ({
  name,
  arrange: ({ write, folder }) => {
    write('world.json', `{"apiVersion":"v1","kind":"List","items":[${world.join(',')}]}`);
    write('neighbour.json', text());
    return ['--from', folder];
  },
  argv: ['check'],
  within: 30_000,
  code: [0, 1, 3],
  // The others are answered.
  says: [/Prometheus monitoring\/k8s takes [1-9]/, /\d+ errors?, \d+ warnings?/],
});

const NAMES = Object.keys(heavy(1000));

export const rows: readonly Attack[] = [
  ...NAMES.map((name) => row(`${name}, as large as etcd takes it`, () => textOf(name, WHOLE))),
  // Of most kinds that is the largest which is judged.
  ...NAMES.filter((_, i) => i % 4 === 0).map((name) =>
    row(`${name}, as large as it is judged`, () => textOf(name, JUDGED)),
  ),
];
