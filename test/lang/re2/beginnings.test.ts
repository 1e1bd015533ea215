import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beginningsOf } from '../../../src/lang/re2/beginnings.ts';
import { matcherTest } from '../../../src/lang/re2/index.ts';

describe('what a pattern matches begins with one of', () => {
  it.each([
    ['kuberhealthy_.+', ['kuberhealthy_']],
    ['^kuberhealthy_.+$', ['kuberhealthy_']],
    ['kuberhealthy_(check|state)_total', ['kuberhealthy_check_total', 'kuberhealthy_state_total']],
    ['kuberhealthy_check|kuberhealthy_state', ['kuberhealthy_check', 'kuberhealthy_state']],
    ['(?:kuberhealthy|kettle)_x', ['kuberhealthy_x', 'kettle_x']],
    ['(?P<app>kettle)_.*', ['kettle_']],
    ['kettle\\.lid', ['kettle.lid']],
    ['kettles?_on', ['kettles_on', 'kettle_on']],
    ['kettles{1,2}_on', ['kettles']],
    ['kettles{0,2}_on', ['kettles', 'kettle_on']],
    ['kettle[_:].+', ['kettle']],
    ['kettle[]a)|]b|lid', ['kettle', 'lid']],
    ['kettle\\d', ['kettle']],
    ['k+ettle', ['k']],
    ['k*ettle', ['k', 'ettle']],
    ['kuberhealthy_.*|.+', ['kuberhealthy_', '']],
    ['kuberhealthy_.*|', ['kuberhealthy_', '']],
    ['(kuberhealthy_)?.+', ['kuberhealthy_', '']],
    ['kuberhealthy_.*|node_.*', ['kuberhealthy_', 'node_']],
    ['kuber.*', ['kuber']],
    ['', ['']],
    ['(?i)kuberhealthy_.+', ['']],
    ['(?i:kuberhealthy)_.+', ['']],
    ['kuberhealthy_(', ['']],
    ['\\Qkettle.\\E', ['']],
  ])('%s', (pattern, beginnings) => {
    expect(beginningsOf(pattern)).toEqual(beginnings);
  });

  it('few texts, however many alternatives there are', () => {
    expect(beginningsOf('(a|b)'.repeat(100)).length).toBeLessThanOrEqual(1000);
  });

  it('them, whatever the pattern and the text', () => {
    const piece = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'ab') },
      fc.constantFrom('.', '[ab]', '[^a]', '^', '$', '\\w', '\\Qa\\E', 'a{2}', 'b{0,1}', 'x', '{', '|'),
    );
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { maxDepth: 3 },
        piece,
        fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
        fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}|${b}`),
        fc.tuple(fc.constantFrom('(', '(?:', '(?P<n>', '(?i:'), tie('pattern')).map(([open, a]) => `${open}${a})`),
        fc.tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '{0,2}', '{1,}')).map(([a, b]) => `(${a})${b}`),
      ),
    }));
    const texts = fc.array(fc.stringMatching(/^[abxA]{0,5}$/), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(pattern, texts, (source, some) => {
        const matches = matcherTest(source);
        const beginnings = beginningsOf(source);
        for (const text of some.filter(matches))
          expect({ text, begins: beginnings.some((each) => text.startsWith(each)) }).toEqual({ text, begins: true });
      }),
      { numRuns: 2000 },
    );
  });
});
