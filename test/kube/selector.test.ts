import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeSelector,
  holds,
  isLabelKey,
  isLabelValue,
  printRequirement,
  printSelector,
  satisfy,
  selects,
  selectsKnown,
  unmet,
} from '../../src/kube/selector.ts';
import type { Json, Labels, Requirement, Selector } from '../../src/model/index.ts';

const requirement = (operator: Requirement['operator'], ...values: string[]): Requirement => ({
  key: 'tier',
  operator,
  values,
});

describe('holds', () => {
  // Columns: the label is missing, "a", "b", "" — as Requirement.Matches of apimachinery has it.
  it.each([
    [requirement('In', 'a'), [false, true, false, false]],
    [requirement('In', 'a', 'b'), [false, true, true, false]],
    [requirement('In', ''), [false, false, false, true]],
    [requirement('NotIn', 'a'), [true, false, true, true]],
    [requirement('NotIn', 'a', ''), [true, false, true, false]],
    [requirement('Exists'), [false, true, true, true]],
    [requirement('DoesNotExist'), [true, false, false, false]],
  ])('%j', (wanted, answers) => {
    const sets: readonly Labels[] = [{ other: 'a' }, { tier: 'a' }, { tier: 'b' }, { tier: '' }];
    expect(sets.map((labels) => holds(wanted, labels))).toEqual(answers);
  });

  it('does not take what every object inherits for a label', () => {
    expect(holds({ key: 'constructor', operator: 'Exists', values: [] }, {})).toBe(false);
    expect(holds({ key: 'toString', operator: 'DoesNotExist', values: [] }, {})).toBe(true);
  });
});

describe('decodeSelector', () => {
  it.each<[string, Json | undefined, Selector['kind'], Selector['kind']]>([
    ['absent', undefined, 'nothing', 'own-namespace'],
    ['null', null, 'nothing', 'own-namespace'],
    ['{}', {}, 'everything', 'everything'],
    ['an empty matchLabels', { matchLabels: {} }, 'everything', 'everything'],
    ['empty lists', { matchLabels: {}, matchExpressions: [] }, 'everything', 'everything'],
    ['null inside', { matchLabels: null, matchExpressions: null }, 'everything', 'everything'],
    ['a label', { matchLabels: { a: 'b' } }, 'matching', 'matching'],
    ['a field of another shape is pruned', { matchNames: ['shop'] }, 'everything', 'everything'],
  ])('%s', (_name, raw, forObjects, forNamespaces) => {
    expect(decodeSelector(raw, 'nothing').kind).toBe(forObjects);
    expect(decodeSelector(raw, 'own-namespace').kind).toBe(forNamespaces);
  });

  it('joins labels and expressions', () => {
    const raw = {
      matchLabels: { 'app.kubernetes.io/name': 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'NotIn', values: ['x', 'y'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    };
    expect(decodeSelector(raw, 'nothing')).toEqual({
      kind: 'matching',
      requirements: [
        { key: 'app.kubernetes.io/name', operator: 'In', values: ['web'] },
        { key: 'tier', operator: 'NotIn', values: ['x', 'y'] },
        { key: 'old', operator: 'DoesNotExist', values: [] },
      ],
    });
  });

  const expression = (fields: Json): Json => ({ matchExpressions: [fields] });
  it.each<[string, Json, string]>([
    ['a string', 'release=prometheus', 'must be an object'],
    ['a list', [], 'must be an object'],
    ['matchLabels a list', { matchLabels: ['a'] }, 'matchLabels'],
    ['a label that is a number', { matchLabels: { a: 1 } }, 'matchLabels.a'],
    ['a label that is true', { matchLabels: { a: true } }, 'matchLabels.a'],
    ['matchExpressions a map', { matchExpressions: {} }, 'must be a list'],
    ['an expression that is text', expression('a in (b)'), 'not an object'],
    ['no key', expression({ operator: 'Exists' }), 'key'],
    ['no operator', expression({ key: 'a' }), 'not a valid label selector operator'],
    ['Gt', expression({ key: 'a', operator: 'Gt', values: ['1'] }), '"Gt"'],
    ['an operator in lower case', expression({ key: 'a', operator: 'in', values: ['1'] }), '"in"'],
    ['In without values', expression({ key: 'a', operator: 'In' }), 'at least one value'],
    ['NotIn without values', expression({ key: 'a', operator: 'NotIn', values: [] }), 'at least one value'],
    ['Exists with a value', expression({ key: 'a', operator: 'Exists', values: ['b'] }), 'takes no values'],
    ['DoesNotExist with a value', expression({ key: 'a', operator: 'DoesNotExist', values: ['b'] }), 'takes no values'],
    ['values that are not strings', expression({ key: 'a', operator: 'In', values: [1] }), 'must be strings'],
    ['values that are not a list', expression({ key: 'a', operator: 'In', values: 'b' }), 'must be a list'],
    ['a key with two slashes', { matchLabels: { 'a/b/c': 'd' } }, 'not a valid label key'],
    ['a key with a prefix in capitals', { matchLabels: { 'A.io/b': 'd' } }, 'not a valid label key'],
    ['an empty key', { matchLabels: { '': 'd' } }, 'not a valid label key'],
    ['a value with a space', { matchLabels: { a: 'b c' } }, 'not a valid label value'],
    ['a value of 64 characters', { matchLabels: { a: 'x'.repeat(64) } }, 'not a valid label value'],
    ['a value that ends in a dot', { matchLabels: { a: 'x.' } }, 'not a valid label value'],
  ])('%s is invalid', (_name, raw, reason) => {
    const selector = decodeSelector(raw, 'nothing');
    expect(selector).toEqual({ kind: 'invalid', reason: expect.stringContaining(reason) });
    expect(selects(selector, { a: 'b' })).toBe(false);
  });

  it('reads whatever JSON there is without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (raw) => {
        expect(['nothing', 'everything', 'matching', 'invalid']).toContain(decodeSelector(raw as Json, 'nothing').kind);
      }),
    );
  });
});

describe('label keys and values', () => {
  it.each([
    ['a', true],
    ['A-b_c.9', true],
    ['example.com/a', true],
    ['kubernetes.io/metadata.name', true],
    ['a'.repeat(63), true],
    ['a'.repeat(64), false],
    ['-a', false],
    ['a-', false],
    ['/a', false],
    ['a/', false],
    ['é', false],
    ['_a', false],
    [`${'a'.repeat(254)}/b`, false],
  ])('key %s: %s', (key, valid) => {
    expect(isLabelKey(key)).toBe(valid);
  });

  it.each([
    ['', true],
    ['a', true],
    ['1', true],
    ['a.b_c-d', true],
    ['a/b', false],
    ['.a', false],
    ['a ', false],
  ])('value %j: %s', (value, valid) => {
    expect(isLabelValue(value)).toBe(valid);
  });
});

describe('selects and unmet', () => {
  const selector = decodeSelector(
    { matchLabels: { a: '1' }, matchExpressions: [{ key: 'b', operator: 'NotIn', values: ['2'] }] },
    'nothing',
  );

  it('takes what meets every requirement', () => {
    expect(selects(selector, { a: '1' })).toBe(true);
    expect(selects(selector, { a: '1', b: '2' })).toBe(false);
    expect(unmet(selector, { b: '2' }).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it.each<[Selector, boolean]>([
    [{ kind: 'nothing' }, false],
    [{ kind: 'everything' }, true],
    [{ kind: 'own-namespace' }, false],
    [{ kind: 'invalid', reason: '' }, false],
  ])('%j', (kind, taken) => {
    expect(selects(kind, { a: '1' })).toBe(taken);
    expect(unmet(kind, {})).toEqual([]);
  });
});

describe('selectsKnown', () => {
  const wants = (operator: Requirement['operator'], ...values: string[]): Selector => ({
    kind: 'matching',
    requirements: [{ key: 'team', operator, values }],
  });
  it.each<[Selector, Labels, 'yes' | 'no' | 'unknown']>([
    [wants('In', 'a'), { team: 'a' }, 'yes'],
    [wants('In', 'a'), { team: 'b' }, 'no'],
    [wants('In', 'a'), {}, 'unknown'],
    [wants('NotIn', 'a'), {}, 'unknown'],
    [wants('Exists'), {}, 'unknown'],
    [wants('DoesNotExist'), {}, 'unknown'],
    [wants('DoesNotExist'), { team: 'a' }, 'no'],
    [{ kind: 'everything' }, {}, 'yes'],
    [{ kind: 'nothing' }, {}, 'no'],
  ])('%j over what is known of %j: %s', (selector, labels, answer) => {
    expect(selectsKnown(selector, { labels, complete: false })).toBe(answer);
  });

  it('is certain where all labels are known', () => {
    expect(selectsKnown(wants('In', 'a'), { labels: {}, complete: true })).toBe('no');
    expect(selectsKnown(wants('NotIn', 'a'), { labels: {}, complete: true })).toBe('yes');
  });

  it('says no as soon as one known label is wrong', () => {
    const two: Selector = {
      kind: 'matching',
      requirements: [requirement('In', 'a'), { key: 'team', operator: 'In', values: ['b'] }],
    };
    expect(selectsKnown(two, { labels: { team: 'x' }, complete: false })).toBe('no');
  });
});

describe('printing', () => {
  it.each<[Requirement, string]>([
    [requirement('In', 'a'), 'tier=a'],
    [requirement('In', ''), 'tier='],
    [requirement('In', 'a', 'b'), 'tier in (a, b)'],
    [requirement('NotIn', 'a'), 'tier!=a'],
    [requirement('NotIn', 'a', 'b'), 'tier notin (a, b)'],
    [requirement('Exists'), 'tier exists'],
    [requirement('DoesNotExist'), 'tier absent'],
  ])('%j as %s', (wanted, text) => {
    expect(printRequirement(wanted)).toBe(text);
    expect(printSelector({ kind: 'matching', requirements: [wanted] })).toBe(text);
  });

  it('tells the kinds of selector apart', () => {
    const kinds: readonly Selector[] = [
      { kind: 'nothing' },
      { kind: 'everything' },
      { kind: 'own-namespace' },
      { kind: 'invalid', reason: 'x' },
    ];
    expect(new Set(kinds.map(printSelector)).size).toBe(kinds.length);
  });
});

// Few keys and values, so that requirements meet and exclude each other often.
const key = fc.constantFrom('a', 'b', 'example.com/c');
const value = fc.constantFrom('', 'x', 'y', 'true', 'true-1', 'z.1');
const labels = fc.dictionary(key, value, { maxKeys: 3 });
const anyRequirement: fc.Arbitrary<Requirement> = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In' as const, 'NotIn' as const),
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 6 }),
  }),
  fc.record({
    key,
    operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const),
    values: fc.constant<string[]>([]),
  }),
);
const requirements = fc.array(anyRequirement, { minLength: 1, maxLength: 5 });
const matching = (list: readonly Requirement[]): Selector => ({ kind: 'matching', requirements: list });

describe('properties', () => {
  it('decodes what it is given back, in any order of requirements', () => {
    fc.assert(
      fc.property(requirements, labels, (list, set) => {
        const raw = { matchExpressions: list.map((one) => ({ ...one, values: [...one.values] })) };
        const decoded = decodeSelector(raw, 'nothing');
        expect(decoded).toEqual(matching(list));
        expect(selects(decoded, set)).toBe(selects(matching(list.toReversed()), set));
      }),
    );
  });

  it('selects exactly where nothing is unmet', () => {
    fc.assert(
      fc.property(requirements, labels, (list, set) => {
        expect(selects(matching(list), set)).toBe(unmet(matching(list), set).length === 0);
      }),
    );
  });

  it('negates: In and NotIn, Exists and DoesNotExist', () => {
    fc.assert(
      fc.property(anyRequirement, labels, (one, set) => {
        const opposite = { In: 'NotIn', NotIn: 'In', Exists: 'DoesNotExist', DoesNotExist: 'Exists' } as const;
        expect(holds({ ...one, operator: opposite[one.operator] }, set)).toBe(!holds(one, set));
      }),
    );
  });

  it('knows no less with more labels: unknown turns into yes or no, never one into the other', () => {
    fc.assert(
      fc.property(requirements, labels, labels, (list, some, more) => {
        const all = { ...more, ...some };
        const early = selectsKnown(matching(list), { labels: some, complete: false });
        const late = selects(matching(list), all) ? 'yes' : 'no';
        if (early !== 'unknown') expect(late).toBe(early);
      }),
    );
  });

  it('satisfies: the change makes the selector hold, and nothing smaller does', () => {
    fc.assert(
      fc.property(requirements, labels, (list, set) => {
        const change = satisfy(matching(list), set);
        if (!change) {
          // No labels at all do it: every value that is named, one that is not, and none.
          const keys = [...new Set(list.map((one) => one.key))];
          for (const one of keys) {
            const about = list.filter((other) => other.key === one);
            const tried = [undefined, 'unnamed', ...about.flatMap((other) => other.values)];
            const works = tried.some((text) =>
              about.every((other) => holds(other, text === undefined ? {} : { [one]: text })),
            );
            if (!works) return;
          }
          throw new Error('there are labels that satisfy it');
        }
        const after = Object.fromEntries(
          Object.entries({ ...set, ...change.set }).filter(([name]) => !change.remove.includes(name)),
        );
        expect(selects(matching(list), after)).toBe(true);
        const touched = [...Object.keys(change.set), ...change.remove];
        expect(touched.every((name) => unmet(matching(list), set).some((one) => one.key === name))).toBe(true);
        expect(Object.values(change.set).every(isLabelValue)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('satisfy', () => {
  it('has nothing to do where all is well', () => {
    expect(satisfy({ kind: 'everything' }, {})).toEqual({ set: {}, remove: [] });
    expect(satisfy(matching([requirement('In', 'a')]), { tier: 'a' })).toEqual({ set: {}, remove: [] });
  });

  it.each<[Selector]>([[{ kind: 'nothing' }], [{ kind: 'own-namespace' }], [{ kind: 'invalid', reason: '' }]])(
    'has no labels for %j',
    (selector) => {
      expect(satisfy(selector, {})).toBeUndefined();
    },
  );

  it('finds a value that none of many exclusions names', () => {
    const change = satisfy(matching([requirement('Exists'), requirement('NotIn', 'true', 'promwire', 'true-1')]), {});
    expect(change).toEqual({ set: { tier: 'true-2' }, remove: [] });
  });

  it('takes an unwanted label off', () => {
    expect(satisfy(matching([requirement('NotIn', 'a')]), { tier: 'a' })).toEqual({ set: {}, remove: ['tier'] });
  });
});
