import { describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/model/index.ts';
import { reportJunit } from '../../src/render/junit.ts';
import { NASTY } from './nasty-strings.ts';
import { finding, gap, monitor, reportOf, stack } from './reports.ts';
import { parseXml } from './xml.ts';
import type { Element } from './xml.ts';

const match = (name: string): Report['judgements'][number] => ({
  object: monitor(name),
  stack,
  verdict: 'selected',
  configured: true,
  effective: true,
  by: 'selectors',
  wires: [],
  causes: [],
  gaps: [],
});

function suite(report: Report, failOn?: 'error' | 'warning' | 'none'): Element {
  const root = parseXml(reportJunit(report, failOn));
  const [first, second] = root.children;
  if (root.name !== 'testsuites' || first?.name !== 'testsuite' || second) throw new Error('not one suite');
  return first;
}

describe('JUnit', () => {
  it('has a case per object, failed where something is found, and counts them', () => {
    const { attributes, children } = suite(
      reportOf({
        judgements: [match('good'), match('web'), match('told')],
        findings: [
          finding(),
          finding({ check: 'no-endpoints' }),
          finding({ object: monitor('told'), severity: 'info' }),
        ],
        unknown: [
          { gap, touches: true },
          { check: 'no-endpoints', gap, touches: false },
        ],
        suppressed: [{ check: 'label-mismatch', object: monitor('lived-with') }],
      }),
    );
    expect(attributes).toEqual({ name: 'promwire check', tests: '5', failures: '1', errors: '1', skipped: '1' });
    expect(
      children.map(({ attributes: { name }, children: inside }) => [name, ...inside.map((entry) => entry.name)]),
    ).toEqual([
      ['ServiceMonitor/shop/good'],
      ['ServiceMonitor/shop/web', 'failure', 'failure'],
      ['ServiceMonitor/shop/told'],
      ['unknown: Service', 'error'],
      ['ServiceMonitor/shop/lived-with: label-mismatch', 'skipped'],
    ]);
    expect(Number(attributes['tests'])).toBe(children.length);
  });

  it('fails for what the exit code fails for, and tells the rest', () => {
    const report = reportOf({
      judgements: [match('web'), match('low')],
      findings: [
        finding(),
        finding({ check: 'no-endpoints', severity: 'warning', summary: 'Nobody there.' }),
        finding({ object: monitor('low'), severity: 'warning', summary: 'Nobody here.', because: ['a: b'] }),
      ],
    });
    const shown = (failOn?: 'error' | 'warning' | 'none'): unknown => {
      const { attributes, children } = suite(report, failOn);
      return [attributes['failures'], ...children.map(({ children: inside }) => inside.map(({ name }) => name))];
    };
    expect(shown()).toEqual(['1', ['failure', 'system-out'], ['system-out']]);
    expect(shown('error')).toEqual(shown());
    expect(shown('warning')).toEqual(['2', ['failure', 'failure'], ['failure']]);
    expect(shown('none')).toEqual(['0', ['system-out'], ['system-out']]);
    expect(suite(report).children[1]?.children[0]?.text).toMatch(/^warning label-mismatch: Nobody here\.\na: b\n/);
  });

  it('says where the fault stands', () => {
    const origin = { source: 'file', file: 'C:\\git\\web.yaml', document: 1, line: 7, column: 5 } as const;
    const [first] = suite(reportOf({ findings: [finding({ origin })] })).children;
    expect(first?.children[0]?.text.split('\n')[0]).toBe('C:\\git\\web.yaml:7:5');
    expect(first?.children[0]?.attributes['type']).toBe('label-mismatch');
  });

  it.each(NASTY.map((text) => [JSON.stringify(text).slice(0, 40), text]))('holds %s', (_shown, text) => {
    // What XML cannot hold at all is replaced; everything else comes back as it was.
    const held = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
    const report = reportOf({
      findings: [finding({ object: monitor(text), summary: text, because: [text], remedy: text })],
      unknown: [{ gap: { ...gap, sentence: text }, touches: true }],
      suppressed: [{ check: text, object: monitor('a') }],
    });
    const [failed, blind, skipped] = suite(report).children;
    expect(failed?.attributes['name']).toBe(`ServiceMonitor/shop/${held}`);
    expect(failed?.children[0]?.attributes['message']).toBe(held);
    expect(failed?.children[0]?.text).toBe(`${held}\nFix: ${held}`);
    expect(blind?.children[0]?.attributes['message']).toBe(held);
    expect(skipped?.attributes['name']).toBe(`ServiceMonitor/shop/a: ${held}`);
  });

  it('holds half a character', () => {
    expect(
      suite(reportOf({ findings: [finding({ summary: 'a\ud800b' })] })).children[0]?.children[0]?.attributes['message'],
    ).toBe('a\ufffdb');
  });
});
