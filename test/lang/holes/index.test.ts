import { describe, expect, it } from '@jest/globals';
import { durationText, filled } from '../../../src/lang/holes/index.ts';
import { computed, hole } from '../../../src/lang/holes/value.ts';

const known = { half: 0.5, ten: 10, wait: 5400, name: 'a.b,c', auto: 'auto' };

describe('a hole', () => {
  it.each([
    ['<%ten%>', 10],
    ['<%name%>', 'a.b,c'],
    ['a <%ten%> b <%half%>', 'a 10 b 0.5'],
    ['[<%wait|duration%>]', '[90m]'],
    ['x<%name|matcher%>', 'x=~"a\\\\.b|c"'],
    ['x<%auto|matcher%>', 'x=~"$pools"'],
    ['> <%14.4*(1-half)%>', '> 7.2'],
    ['<%1-0.99%>', 0.01],
    ['<%ten/ten/4%> <%2+3*4%> <%(2+3)*4%>', '0.25 14 20'],
    ['100 % <b> {{ $value }} $pools', '100 % <b> {{ $value }} $pools'],
  ])('%s becomes %s', (template, text) => {
    expect(filled(template, known)).toBe(text);
  });

  it('is filled wherever it is, and nothing else changes', () => {
    const template = { a: ['<%ten%>', { b: 'x<%half%>' }], c: null, d: true, e: 3 };
    expect(filled(template, known)).toEqual({ a: [10, { b: 'x0.5' }], c: null, d: true, e: 3 });
  });

  it.each([
    '<%nobody%>',
    'x <%ten*%>',
    'x <%(ten%>',
    'x <%ten ten%>',
    'x <%name*2%>',
    'x <%ten^2%>',
    'x <%ten|nothing%>',
  ])('%s is a mistake of the profile', (template) => {
    expect(() => filled(template, known)).toThrow(Error);
  });
});

describe('a computed value', () => {
  it('is a number where all is known, else a hole that becomes the same number', () => {
    expect(computed('ten/4', known)).toBe(2.5);
    const open = computed('ten/4', { ten: hole('ten') });
    expect(open).toBe('<%ten/4%>');
    expect(filled(open, known)).toBe(2.5);
  });
});

describe('a duration', () => {
  it.each([
    [1, '1s'],
    [60, '1m'],
    [5400, '90m'],
    [86_400, '1d'],
    [0.25, '250ms'],
    [0, '1ms'],
  ])('of %d s is %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
