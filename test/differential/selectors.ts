import type { Random } from './random.ts';

export type Raw = Readonly<Record<string, unknown>>;

/** Few keys and values, so that selectors often hold and often do not; "" is a value of its own. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  release: ['a', 'b', 'c'],
  team: ['x', 'y', ''],
  'app.kubernetes.io/part-of': ['shop', 'bank'],
  tier: ['1', '2.0', 'A_b'],
};
const KEYS = Object.keys(VALUES);

export const randomLabels = (r: Random, p = 0.5): Readonly<Record<string, string>> =>
  Object.fromEntries(r.some(KEYS, p).map((key) => [key, r.pick(VALUES[key] ?? [''])]));

/** Not valid as a selector, and yet admitted by the CRDs' schema. */
const INVALID: readonly Raw[] = [
  { matchExpressions: [{ key: 'team', operator: 'In' }] },
  { matchExpressions: [{ key: 'team', operator: 'NotIn', values: [] }] },
  { matchExpressions: [{ key: 'team', operator: 'Exists', values: ['x'] }] },
  { matchExpressions: [{ key: 'team', operator: 'DoesNotExist', values: [''] }] },
  { matchExpressions: [{ key: 'team', operator: 'Gt', values: ['1'] }] },
  { matchExpressions: [{ key: 'team', operator: 'in', values: ['x'] }] },
  { matchExpressions: [{ key: '-team', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'a/b/c', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'UPPER.example/x', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'team', operator: 'In', values: ['two words'] }] },
  { matchLabels: { team: 'x_' } },
  { matchLabels: { 'team ': 'x' } },
  { matchLabels: { team: 'x'.repeat(64) } },
];

export const invalidSelector = (r: Random): Raw => r.pick(INVALID);

const expression = (r: Random): Raw => {
  const key = r.pick(KEYS);
  const own = VALUES[key] ?? [];
  return r.weighted<() => Raw>([
    [3, () => ({ key, operator: 'In', values: own.filter(() => r.chance(0.6)).concat(r.pick(own)) })],
    [3, () => ({ key, operator: 'NotIn', values: [r.pick(own), ...(r.chance(0.3) ? ['zz'] : [])] })],
    [2, () => ({ key, operator: 'Exists' })],
    [2, () => ({ key, operator: 'DoesNotExist', ...(r.chance(0.3) ? { values: [] } : {}) })],
  ])();
};

const matchLabels = (r: Random, keys: number): Raw => ({
  matchLabels: Object.fromEntries(
    Array.from({ length: keys }, () => r.pick(KEYS)).map((key) => [key, r.pick(VALUES[key] ?? [''])]),
  ),
});

/** A selector over labels of `randomLabels`, of every form; never an absent one. */
export const randomSelector = (r: Random): Raw =>
  r.weighted<() => Raw>([
    [2, () => r.pick<Raw>([{}, { matchLabels: {} }, { matchExpressions: [] }])],
    [3, () => matchLabels(r, 1)],
    [1, () => matchLabels(r, 2)],
    [4, () => ({ matchExpressions: [expression(r)] })],
    [1, () => ({ matchExpressions: [expression(r), expression(r)] })],
    [1, () => ({ ...matchLabels(r, 1), matchExpressions: [expression(r)] })],
  ])();

/** The same over labels of namespaces, of which one is set by the API server. */
export const randomNamespaceSelector = (r: Random, names: readonly string[]): Raw => {
  if (!r.chance(0.25)) return randomSelector(r);
  const key = 'kubernetes.io/metadata.name';
  return r.pick<Raw>([
    { matchLabels: { [key]: r.pick(names) } },
    { matchExpressions: [{ key, operator: 'In', values: names.filter(() => r.chance(0.5)).concat(r.pick(names)) }] },
    { matchExpressions: [{ key, operator: 'NotIn', values: [r.pick(names)] }] },
  ]);
};
