import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  at,
  labelsAt,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  stringsAt,
  trueAt,
} from '../../src/kube/json.ts';
import type { Json } from '../../src/model/index.ts';

const spec: Json = {
  a: { b: 'text', n: 0, t: true, list: ['x', 1, null, { k: 'v' }], labels: { k: 'v', n: 1 } },
  gone: null,
};

describe('reading foreign JSON', () => {
  it('finds what is there, of the type that is asked for', () => {
    expect(at(spec, 'a', 'b')).toBe('text');
    expect(at(spec, 'gone')).toBeNull();
    expect(stringAt(spec, 'a', 'b')).toBe('text');
    expect(numberAt(spec, 'a', 'n')).toBe(0);
    expect(trueAt(spec, 'a', 't')).toBe(true);
    expect(objectAt(spec, 'a', 'labels')).toEqual({ k: 'v', n: 1 });
    expect(stringsAt(spec, 'a', 'list')).toEqual(['x']);
    expect(objectsAt(spec, 'a', 'list')).toEqual([{ k: 'v' }]);
    expect(labelsAt(spec, 'a', 'labels')).toEqual({ k: 'v' });
  });

  it('finds nothing where something else is', () => {
    expect(at(spec, 'a', 'b', 'c')).toBeUndefined();
    expect(stringAt(spec, 'a', 'n')).toBeUndefined();
    expect(numberAt(spec, 'a', 'b')).toBeUndefined();
    expect(trueAt(spec, 'a', 'b')).toBe(false);
    expect(objectAt(spec, 'a', 'list')).toBeUndefined();
    expect(listAt(spec, 'a', 'labels')).toEqual([]);
    expect(labelsAt(spec, 'gone')).toEqual({});
  });

  it('does not find what every object inherits', () => {
    expect(at({}, 'constructor')).toBeUndefined();
    expect(at({}, '__proto__')).toBeUndefined();
    expect(at([] as readonly Json[], 'length')).toBeUndefined();
  });

  it('never throws', () => {
    const field = fc.constantFrom('a', '0', 'length', '__proto__', 'toString');
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.array(field, { maxLength: 3 }), (value, path) => {
        for (const read of [at, stringAt, numberAt, trueAt, objectAt, listAt, objectsAt, stringsAt, labelsAt])
          expect(() => read(value as Json, ...path)).not.toThrow();
      }),
    );
  });
});
