import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  anchoredTest,
  compileMatcher,
  compileRe2,
  findAll,
  matchesAnchored,
  matchesMatcher,
} from '../../../src/lang/re2/index.ts';
import type { Pattern } from '../../../src/lang/re2/index.ts';

function pattern(source: string): Pattern {
  const answer = compileRe2(source);
  if (answer.kind !== 'ok') throw new Error(answer.message);
  return answer.pattern;
}

describe('patterns of relabelings', () => {
  it.each([
    ['foo|bar', 'foo', true],
    ['foo|bar', 'xfoo', false],
    ['.*', 'a\nb', true],
    ['(?i)K', '\u212a', true],
    ['\\p{Greek}+', 'αβγ', true],
    ['[[:alpha:]]+', 'abc', true],
    ['a)|(b', 'ac', true],
    ['', '', true],
    ['', 'a', false],
    ['.', '😀', true],
  ])('%s on %j: %j', (source, text, matches) => {
    expect(matchesAnchored(pattern(source), text)).toBe(matches);
  });

  it.each(['(?=a)', '(?!a)', '(?<=a)', '\\1', 'a**', 'x{1001}', '(', ')', '[z-a]', '\\Z', '\\p{Foo}', '(?>a)'])(
    'refuses %s',
    (source) => {
      expect(compileRe2(source)).toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining('error parsing regexp'),
      });
    },
  );

  it('compare a literal as it is, which is what its pattern does', () => {
    const value = fc.stringMatching(/^[\w-]{0,20}$/);
    fc.assert(
      fc.property(value, value, (source, text) => {
        const test = anchoredTest(source);
        if (test.kind !== 'ok') throw new Error(test.message);
        for (const each of [text, source]) expect(test.matches(each)).toBe(matchesAnchored(pattern(source), each));
      }),
    );
  });

  it.each(['(a+)+$', '(a|a)*b', 'a*a*a*a*a*a*a*a*b', '((a*)*)*', '.*'.repeat(90)])(
    'end, however hostile: %s',
    (source) => {
      const test = anchoredTest(source);
      expect(test.kind === 'ok' && test.matches('a'.repeat(2000))).toBe(!source.endsWith('b'));
    },
  );

  it('finds groups', () => {
    expect(findAll(pattern('(?P<host>[^:]+)(?::(\\d+))?'), 'a:1')).toEqual([
      { start: 0, end: 3, groups: ['a:1', 'a', '1'] },
    ]);
    expect(pattern('(?P<host>a)(b)').names).toEqual([undefined, 'host', undefined]);
  });

  it('declines what would take seconds', () => {
    expect(compileRe2('x{1000}'.repeat(300)).kind).toBe('unknown');
    expect(compileRe2('('.repeat(5000)).kind).toBe('unknown');
  });
});

describe('matchers of PromQL', () => {
  it('are parsed on their own', () => {
    expect(compileMatcher('a)|(b').kind).toBe('invalid');
    expect(compileMatcher('\\p{greek}').kind).toBe('invalid');
    expect(matchesMatcher('a|b', 'b')).toBe(true);
    expect(matchesMatcher('a|b', 'ab')).toBe(false);
  });
});
