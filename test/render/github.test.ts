import { describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/model/index.ts';
import { reportGithub } from '../../src/render/github.ts';
import { shown } from '../../src/render/visible.ts';
import { parseAnnotations } from './annotations.ts';
import type { Annotation } from './annotations.ts';
import { NASTY } from './nasty-strings.ts';
import { finding, gap, monitor, reportOf } from './reports.ts';

const annotations = (report: Report): readonly Annotation[] => parseAnnotations(reportGithub(report));

const origin = { source: 'file', file: 'teams\\shop\\web.yaml', document: 2, line: 7, column: 5 } as const;

describe('annotations for GitHub', () => {
  it('gives the reason of an info, and the reasons and the cure of the rest', () => {
    const [error, info] = annotations(reportOf({ findings: [finding(), finding({ severity: 'info' })] }));
    expect(error?.message).toBe('It does not select it.\nit wants: release=a\nit has: nothing\nFix: Set release: a.');
    expect(info?.message).toBe('It does not select it.\nit wants: release=a');
  });

  it('are on the file, line and column of the field', () => {
    expect(annotations(reportOf({ findings: [finding({ origin })] }))).toEqual([
      {
        command: 'error',
        properties: { file: 'teams/shop/web.yaml', line: '7', col: '5', title: 'label-mismatch: ServiceMonitor web' },
        message: 'It does not select it.\nit wants: release=a\nit has: nothing\nFix: Set release: a.',
      },
    ]);
  });

  it('have a command by severity, and no file for what is in a cluster', () => {
    const findings = (['error', 'warning', 'info'] as const).map((severity) => finding({ severity }));
    const found = annotations(reportOf({ findings }));
    expect(found.map(({ command }) => command)).toEqual(['error', 'warning', 'notice']);
    expect(Object.keys(found[0]?.properties ?? {})).toEqual(['title']);
  });

  it('tell of what could not be seen, where it stands, and of what was suppressed', () => {
    const report = reportOf({
      unknown: [
        { gap: { ...gap, origin }, touches: true },
        { check: 'no-endpoints', gap, touches: true },
        { gap, touches: false },
      ],
      suppressed: [{ check: 'label-mismatch', object: monitor('web') }],
    });
    expect(annotations(report)).toEqual([
      {
        command: 'warning',
        properties: { file: 'teams/shop/web.yaml', line: '7', col: '5', title: 'unknown' },
        message: gap.sentence,
      },
      { command: 'warning', properties: { title: 'unknown: no-endpoints' }, message: gap.sentence },
      { command: 'notice', properties: { title: 'promwire' }, message: '1 ignored by annotation promwire.dev/ignore' },
    ]);
  });

  it.each(
    [...NASTY, 'a%b', '%0A', '::error::no', 'a,b:c=d%2C', 'x::y'].map((text) => [
      JSON.stringify(text).slice(0, 40),
      text,
    ]),
  )('come back as they were: %s', (_shown, text) => {
    // What nobody sees is written out; a lone return is a line of the message.
    const shownIn = (said: string): string => said.split('\r').map(shown).join('\r');
    const seen = shownIn(text);
    const [found, second] = annotations(
      reportOf({
        findings: [
          finding({
            object: monitor(text),
            summary: text,
            because: [text],
            remedy: text,
            origin: { ...origin, file: `a${text.replaceAll('\\', '')}` },
          }),
        ],
      }),
    );
    expect(second).toBeUndefined();
    expect(found?.message).toBe(`${seen}\n${seen}\nFix: ${seen}`);
    expect(found?.properties['title']).toBe(`label-mismatch: ServiceMonitor ${seen}`);
    expect(found?.properties['file']).toBe(`a${shownIn(text.replaceAll('\\', ''))}`);
    expect(found?.properties['line']).toBe('7');
  });
});
