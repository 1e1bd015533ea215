import { describe, expect, it } from '@jest/globals';
import { resolvePlain, resolveTagged } from '../../../src/io/files/scalar.ts';

describe('a plain scalar means what it means to kubectl', () => {
  // Every row was read by sigs.k8s.io/yaml 1.6.0, the library in kubectl 1.36.
  const rows: readonly (readonly [string, unknown])[] = [
    ['on', true],
    ['yes', true],
    ['y', true],
    ['N', false],
    ['off', false],
    ['', null],
    ['~', null],
    ['010', 8],
    ['0o10', 8],
    ['08', 8],
    ['0x1F', 31],
    ['-0b11', -3],
    ['1_000', 1000],
    ['1_', 1],
    ['_1', '_1'],
    ['1e3', 1000],
    ['5.', 5],
    ['.5', 0.5],
    ['.5_0', 0.5],
    ['._5', '._5'],
    ['190:20:30', '190:20:30'],
    ['2020-01-01', '2020-01-01'],
    ['=', '='],
    ['<<', '<<'],
    ['1.2.3', '1.2.3'],
    ['1e400', '1e400'],
    ['12345678901234567890', 12345678901234567890n],
    ['123456789012345678901', 1.2345678901234568e20],
    ['NaN', 'NaN'],
    ['30s', '30s'],
  ];
  it.each(rows)('%j is %p', (text, value) => {
    expect(resolvePlain(text)).toEqual({ value });
  });

  it.each(['.nan', '.inf', '-.INF'])('%s is refused, JSON has no such number', (text) => {
    expect(resolvePlain(text)).toHaveProperty('refused');
  });
});

describe('an explicit tag', () => {
  it.each([
    ['tag:yaml.org,2002:str', '1', '1'],
    ['tag:yaml.org,2002:int', '010', 8],
    ['tag:yaml.org,2002:float', '1', 1],
    ['tag:yaml.org,2002:binary', 'aGk=', 'hi'],
    ['!foo', '1', '1'],
  ])('%s %s is %p', (tag, text, value) => {
    expect(resolveTagged(tag, text)).toEqual({ value });
  });

  it('is refused where the text is something else', () => {
    expect(resolveTagged('tag:yaml.org,2002:bool', 'x')).toEqual({ refused: 'it cannot be read as !!bool' });
  });
});
