import { describe, expect, it } from '@jest/globals';
import { pages } from '../../src/generated/pages.ts';
import type { Report } from '../../src/model/index.ts';
import { checks, clusterChecks } from '../../src/registry.ts';
import { reportSarif } from '../../src/render/sarif.ts';
import { NASTY } from './nasty-strings.ts';
import { finding, gap, monitor, reportOf } from './reports.ts';
import { isSarif as validate } from './sarif-schema.ts';

interface Log {
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly rules: readonly {
            readonly id: string;
            readonly helpUri: string;
            readonly help: { readonly text: string; readonly markdown: string };
          }[];
        };
      };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: readonly {
          readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string }; readonly region: object };
          readonly logicalLocations: readonly object[];
        }[];
      }[];
      readonly invocations: readonly {
        readonly toolExecutionNotifications: readonly {
          readonly message: { readonly text: string };
          readonly locations?: unknown;
        }[];
      }[];
      readonly properties: object;
    },
  ];
}

const rules = [...checks, ...clusterChecks].map(({ id, title }) => ({ id, title, page: pages[id] ?? '' }));

/** As it is printed; checked against the schema. */
function log(report: Report): Log['runs'][0] {
  const printed: unknown = JSON.parse(JSON.stringify(reportSarif(report, rules, '1.2.3')));
  expect(validate(printed) ? [] : validate.errors).toEqual([]);
  return (printed as Log).runs[0];
}

const inFile = (file: string, column?: number) => ({
  source: 'file' as const,
  file,
  document: 1,
  line: 7,
  ...(column === undefined ? {} : { column }),
});

describe('SARIF', () => {
  it('refuses in this test what 2.1.0 refuses', () => {
    expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
    expect(validate({ version: '2.0.0', runs: [] })).toBe(false);
    expect(
      validate({
        version: '2.1.0',
        runs: [{ tool: { driver: { name: 'a' } }, results: [{ message: { text: '' }, level: 'info' }] }],
      }),
    ).toBe(false);
  });

  it('is valid where nothing was found', () => {
    const run = log(reportOf());
    expect(run.results).toEqual([]);
    expect(run.tool.driver.rules).toEqual([]);
  });

  it('gives every severity its level, and every rule its page, once', () => {
    const run = log(
      reportOf({
        findings: [
          finding(),
          finding({ check: 'duplicate-scrape', severity: 'warning' }),
          finding({ check: 'managed-control-plane', severity: 'info' }),
          finding({ object: monitor('other') }),
        ],
      }),
    );
    expect(run.results.map(({ ruleId, level: of }) => `${ruleId} ${of}`)).toEqual([
      'label-mismatch error',
      'duplicate-scrape warning',
      'managed-control-plane note',
      'label-mismatch error',
    ]);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(run.tool.driver.rules.map(({ id }) => id).toSorted()).toEqual([
      'duplicate-scrape',
      'label-mismatch',
      'managed-control-plane',
    ]);
    for (const { id, help, helpUri } of run.tool.driver.rules) {
      expect(helpUri).toMatch(new RegExp(`/docs/checks/${id}\\.md$`));
      expect(help.text).toContain(`promwire explain ${id}`);
      expect(help.markdown).toBe(pages[id]);
    }
  });

  it.each([...checks, ...clusterChecks].map(({ id }) => id))('has a page for %s', (id) => {
    expect(log(reportOf({ findings: [finding({ check: id })] })).tool.driver.rules[0]?.help.markdown).toContain(
      `# ${id}: `,
    );
  });

  it.each([
    ['shop/web.yaml', 'shop/web.yaml'],
    ['shop\\teams\\web.yaml', 'shop/teams/web.yaml'],
    ['C:\\git\\my shop\\web.yaml', 'file:///C:/git/my%20shop/web.yaml'],
    ['/git/a#b?c%.yaml', 'file:///git/a%23b%3Fc%25.yaml'],
    ['größe/日本.yaml', 'gr%C3%B6%C3%9Fe/%E6%97%A5%E6%9C%AC.yaml'],
    ['half\ud800.yaml', 'half%EF%BF%BD.yaml'],
    ['(stdin)', '(stdin)'],
  ])('says where: %s', (file, uri) => {
    const [result] = log(reportOf({ findings: [finding({ origin: inFile(file, 5) })] })).results;
    expect(result?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri },
      region: { startLine: 7, startColumn: 5 },
    });
  });

  it('has no column where there is no field, and no file for what is in a cluster', () => {
    const { results } = log(reportOf({ findings: [finding({ origin: inFile('a.yaml') }), finding()] }));
    expect(results[0]?.locations[0]?.physicalLocation?.region).toEqual({ startLine: 7 });
    expect(results[1]?.locations).toEqual([
      { logicalLocations: [{ fullyQualifiedName: 'ServiceMonitor/shop/web', kind: 'resource' }] },
    ]);
  });

  it('tells of what could not be seen, and of what was suppressed', () => {
    const run = log(
      reportOf({
        unknown: [
          { gap, touches: true },
          { check: 'no-endpoints', gap, touches: false },
          { gap: { ...gap, sentence: 'web.yaml:7:3: broken', origin: inFile('web.yaml', 3) }, touches: true },
        ],
        suppressed: [{ check: 'label-mismatch', object: monitor('web') }],
      }),
    );
    const notes = run.invocations[0]?.toolExecutionNotifications ?? [];
    expect(notes.map((note) => note.message.text)).toEqual([gap.sentence, 'web.yaml:7:3: broken']);
    expect(notes[1]?.locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: 'web.yaml' }, region: { startLine: 7, startColumn: 3 } } },
    ]);
    expect(run.properties).toEqual({ suppressed: 1 });
  });

  it('holds any text', () => {
    for (const words of NASTY) {
      const { results } = log(reportOf({ findings: [finding({ summary: words, origin: inFile(`x${words}`, 1) })] }));
      expect(results[0]?.message.text.startsWith(words)).toBe(true);
    }
  });
});
