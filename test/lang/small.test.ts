import { describe, expect, it } from '@jest/globals';
import { parseDuration, parseGoDuration } from '../../src/lang/go/duration.ts';
import { toLower, toUpper } from '../../src/lang/go/case.ts';
import { parseFloat64, parseInt64, parseUint } from '../../src/lang/go/number.ts';
import { unquote } from '../../src/lang/go/string.ts';
import { isLabelName, isMetricName } from '../../src/lang/labels.ts';
import { isAtLeast, nameScheme } from '../../src/lang/versions.ts';

describe('durations', () => {
  it.each([
    ['0', 0],
    ['1h30m', 5_400_000],
    ['1y2w3d4h5m6s7ms', 31_536_000_000 + 1_209_600_000 + 259_200_000 + 14_400_000 + 306_007],
    ['', undefined],
    ['5', undefined],
    ['1m1h', undefined],
    ['1m1m', undefined],
    ['1.5h', undefined],
    ['-1h', undefined],
    ['293y', undefined],
  ])('%j is %j ms for Prometheus', (text, milliseconds) => {
    const answer = parseDuration(text);
    expect(answer.kind === 'ok' ? answer.milliseconds : undefined).toBe(milliseconds);
  });

  it.each([
    ['1.5h', 5_400_000],
    ['-1m1h', -3_660_000],
    ['0', 0],
    ['100us', 0.1],
    ['5', undefined],
    ['1d', undefined],
    ['', undefined],
  ])('%j is %j ms for Go', (text, milliseconds) => {
    const answer = parseGoDuration(text);
    expect(answer.kind === 'ok' ? answer.milliseconds : undefined).toBe(milliseconds);
  });
});

describe('names', () => {
  it('are ASCII words before Prometheus 3, any text after', () => {
    expect(['job', '_a9', '9a', 'a-b', 'a:b', 'é', ''].map((name) => isLabelName(name, 'legacy'))).toEqual([
      ...[true, true, false, false, false, false, false],
    ]);
    expect(['a:b', ':', '9'].map((name) => isMetricName(name, 'legacy'))).toEqual([true, true, false]);
    expect(['a-b', 'é', ''].map((name) => isLabelName(name, 'utf8'))).toEqual([true, true, false]);
  });

  it.each([
    ['v3.0.0', 'utf8'],
    ['3.0.0-rc.1', 'legacy'],
    ['2.55.1', 'legacy'],
    ['3', 'utf8'],
    [undefined, 'utf8'],
  ])('of version %s are %s', (version, scheme) => {
    expect(nameScheme('prometheus', version)).toBe(scheme);
  });

  it('counts Thanos differently', () => {
    expect([nameScheme('thanos', 'v0.37.9'), nameScheme('thanos', 'v0.38.0')]).toEqual(['legacy', 'utf8']);
    expect(isAtLeast('2.41', '2.41.0')).toBe(true);
  });
});

describe('what Go reads differently from JavaScript', () => {
  it('numbers', () => {
    expect([parseInt64('0x_1F'), parseInt64('010'), parseInt64('08'), parseInt64('1__0')]).toEqual([
      31n,
      8n,
      undefined,
      undefined,
    ]);
    expect([parseInt64('-9223372036854775808'), parseInt64('9223372036854775808')]).toEqual([-(2n ** 63n), undefined]);
    expect([parseUint('18446744073709551615'), parseUint('+1')]).toEqual([2n ** 64n - 1n, undefined]);
    expect([parseFloat64('1_000.5'), parseFloat64('0x1p-2'), parseFloat64('1e400'), parseFloat64('inf')]).toEqual([
      ...[1000.5, 0.25, undefined, Infinity],
    ]);
  });

  it('strings', () => {
    expect(unquote('"\\xc3\\xa9\\u00e9\\101"', false)).toEqual({ text: 'ééA', utf8: true });
    expect(unquote('"\\xff"', true)).toEqual({ text: '\ufffd', utf8: false });
    expect([unquote("'a'", false), unquote('"\\d"', true), unquote('"\\ud800"', true)]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });

  it('letters', () => {
    expect([toUpper('straße ᾳ'), toLower('İΣ')]).toEqual(['STRAßE ᾼ', 'iσ']);
  });
});
