import { describe, expect, it } from '@jest/globals';
import { report } from '../../../src/judge/report.ts';
import { clusterChecks } from '../../../src/registry.ts';
import { reportText } from '../../../src/render/text/report.ts';
import { coloured, plain, targetCount, widthOf, wrap } from '../../../src/render/text/style.ts';
import { analysis, namespace, prometheus, serviceMonitor } from '../../worlds.ts';

it.each([
  [2, 0, '2 targets'],
  [2, 1, 'at least 1 of 2 targets'],
  [1, 1, 'up to 1 target'],
])('%i targets of which %i may be dropped', (count, open, text) => {
  expect(targetCount(count, open)).toBe(text);
});

describe('the width of text', () => {
  it.each([
    ['80', undefined, 80],
    ['200', 80, 200],
    ['40', undefined, 60],
    ['999999', undefined, 500],
    [undefined, 72, 72],
    [undefined, 20, 60],
    [undefined, undefined, 100],
    ['', 90, 90],
    ['abc', 90, 90],
    ['0', undefined, 100],
    ['-3', undefined, 100],
    ['1e9', undefined, 100],
    ['80.5', undefined, 100],
    [undefined, 0, 100],
    [undefined, Number.NaN, 100],
  ])('of COLUMNS=%s on a terminal of %s is %d', (stated, terminal, width) => {
    expect(widthOf(stated, terminal)).toBe(width);
  });

  it.each([60, 80, 200])('%d holds for every line of a report, colours apart', (width) => {
    const monitor = serviceMonitor('shop/web', {}, { labels: { release: 'another-name-of-a-release' } });
    const selector = { serviceMonitorSelector: { matchLabels: { release: 'some-name-of-a-release' } } };
    const found = report(
      analysis([namespace('shop'), namespace('monitoring'), prometheus('monitoring/k8s', selector), monitor]),
      clusterChecks,
    );
    for (const style of [plain, coloured]) {
      const text = reportText(found, { ...style, width });
      // oxlint-disable-next-line no-control-regex -- colours
      const lines = text.replaceAll(/\u001b\[\d+m/g, '').split('\n');
      const prose = lines.filter((line) => !/^ *(?:helm|kubectl|promwire) /.test(line));
      expect(prose.filter((line) => line.length > width)).toEqual([]);
      expect(lines.length).toBeGreaterThan(3);
    }
  });

  it('never cuts a word', () => {
    expect(wrap(`a ${'x'.repeat(90)} b`, 60, '')).toEqual(['a', 'x'.repeat(90), 'b']);
  });

  it('never cuts a command, and goes on cutting the sentence behind it', () => {
    for (const command of [
      'promwire check prometheusrule/web -n shop',
      'promwire setup --alert NAME=off --timeout 10m',
      'promwire check service/NAME',
      'promwire settings --from-cluster',
    ]) {
      const lines = wrap(`Whether it is so: run ${command} once more, and read what it says.`, 30, '');
      expect(lines).toContainEqual(expect.stringContaining(command));
      expect(lines.length).toBeGreaterThan(2);
    }
    expect(wrap('promwire diff shows whether it is so', 24, '')).toEqual(['promwire diff shows', 'whether it is so']);
  });

  it('does not count colours', () => {
    expect(wrap('one two', 12, `  ${coloured.green('ok')} `)).toEqual([`  ${coloured.green('ok')} one two`]);
  });
});
