import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { readExposition } from '../../../src/lang/exposition/index.ts';
import type { ExpositionFormat } from '../../../src/lang/exposition/index.ts';
import { recording } from '../../bed/recordings.ts';

const read = (text: string, format: ExpositionFormat = 'text'): ReturnType<typeof readExposition> =>
  readExposition(text, format);

describe('families of a page', () => {
  it('are named as they are asked for, with their labels and series', () => {
    const page = read(
      [
        '# HELP http_requests_total Requests served.',
        '# TYPE http_requests_total counter',
        'http_requests_total{code="200",method="get"} 3',
        'http_requests_total{code="500",method="get"} 1 1700000000000',
        '# TYPE rpc_seconds histogram',
        'rpc_seconds_bucket{le="0.1"} 1',
        'rpc_seconds_bucket{le="+Inf"} 2',
        'rpc_seconds_sum 0.3',
        'rpc_seconds_count 2',
        '# TYPE declared_only gauge',
        'nobody_declared 1',
      ].join('\n'),
    );
    expect(page.broken).toBeUndefined();
    expect(page).toMatchObject({ samples: 7, timestamps: 1 });
    expect(page.families).toEqual([
      {
        name: 'http_requests_total',
        type: 'counter',
        help: 'Requests served.',
        series: ['http_requests_total'],
        labels: ['code', 'method'],
        values: { code: ['200', '500'], method: ['get'] },
        samples: 2,
      },
      {
        name: 'rpc_seconds',
        type: 'histogram',
        series: ['rpc_seconds_bucket', 'rpc_seconds_count', 'rpc_seconds_sum'],
        labels: [],
        values: {},
        samples: 4,
      },
      { name: 'declared_only', type: 'gauge', series: [], labels: [], values: {}, samples: 0 },
      {
        name: 'nobody_declared',
        type: 'unknown',
        series: ['nobody_declared'],
        labels: [],
        values: {},
        samples: 1,
      },
    ]);
  });

  it('carry units and exemplars in OpenMetrics, and counters the name of their series', () => {
    const page = read(
      [
        '# TYPE shop_wait_seconds counter',
        '# UNIT shop_wait_seconds seconds',
        '# HELP shop_wait_seconds Time waited.',
        'shop_wait_seconds_total{pool="a"} 1.5 # {trace_id="x"} 0.2 1700000000.5',
        'shop_wait_seconds_created{pool="a"} 1700000000',
        '# TYPE shop_build info',
        'shop_build_info{version="1"} 1',
        '# EOF',
        '',
      ].join('\n'),
      'openmetrics',
    );
    expect(page.broken).toBeUndefined();
    expect(page.families.map(({ name, type, unit }) => [name, type, unit])).toEqual([
      ['shop_wait_seconds_total', 'counter', 'seconds'],
      ['shop_build_info', 'info', undefined],
    ]);
  });

  it('may have names of any characters, in quotes', () => {
    const page = read('# TYPE "http.requests" counter\n{"http.requests","my label"="a\\"b\\\\c\\nd"} 1\n');
    expect(page.families).toMatchObject([
      { name: 'http.requests', type: 'counter', labels: ['my label'], values: { 'my label': ['a"b\\c\nd'] } },
    ]);
  });

  it('keep no more than some values of a label', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `x{id="${'v'.repeat(i)}"} 1`);
    const [family] = read(lines.join('\n')).families;
    expect(family).toMatchObject({ samples: 1000 });
    expect(family?.values['id']).toHaveLength(20);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may have a label and a name called %s', (name) => {
    const [family] = read(`${name}{${name}="a"} 1`).families;
    expect(family?.name).toBe(name);
    expect(Object.hasOwn(family?.values ?? {}, name)).toBe(true);
  });

  it('are those that prom-client and kuberhealthy write', async () => {
    const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE | typeof Registry.PROMETHEUS_CONTENT_TYPE>();
    const registers = [registry];
    const counter = new Counter({ name: 'jobs_total', help: 'Jobs', labelNames: ['kind'], registers });
    counter.inc({ kind: 'a' });
    new Gauge({ name: 'queue', help: 'Length', registers }).set(3);
    new Histogram({ name: 'job_seconds', help: 'Time', registers }).observe(0.2);
    new Summary({ name: 'job_bytes', help: 'Size', registers }).observe(5);
    for (const format of ['text', 'openmetrics'] as const) {
      registry.setContentType(format === 'text' ? Registry.PROMETHEUS_CONTENT_TYPE : Registry.OPENMETRICS_CONTENT_TYPE);
      const page = read(await registry.metrics(), format);
      expect(page.broken).toBeUndefined();
      expect(page.families.map(({ name, type }) => [name, type])).toEqual([
        ['jobs_total', 'counter'],
        ['queue', 'gauge'],
        ['job_seconds', 'histogram'],
        ['job_bytes', 'summary'],
      ]);
    }
    for (const name of ['v2/02-two-checks-failing', 'v3/03-dns-failing'] as const)
      expect(read(recording(name)).broken).toBeUndefined();
  });
});

describe('a page that breaks off', () => {
  it.each([
    ['a 1\nb{x="y\\"} 2\nc 3\n', 'text', 2, 5, /quotes of a label are not closed/],
    ['a 1\nb{x="y\\\n"} 2\n', 'text', 2, 5, /ends in a backslash/],
    ['a 1\nb two\n', 'text', 2, 3, /a number expected, found "two"/],
    ['a 1\r\nb 2\r\n', 'text', 1, 3, /carriage return/],
    ['# TYPE a sum\na 1\n', 'text', 1, 9, /one of counter, gauge, .* found "sum"/],
    ['<html>\n', 'text', 1, 1, /name of a metric expected, found "<html>"/],
    ['{"status":"ok"}\n', 'text', 1, 10, /found ":\\"ok/],
    ['a 1 2 3\n', 'text', 1, 7, /end of the line expected, found "3"/],
    ['a{b="c"\n', 'text', 1, 8, /the line ends/],
    ['a 1\n', 'openmetrics', 2, 1, /does not end with # EOF/],
    ['a 1\n# EOF\nb 1\n', 'openmetrics', 3, 1, /goes on behind # EOF/],
    ['# UNIT a seconds\n# EOF\n', 'openmetrics', 1, 10, /not the end of the metric's name/],
    ['\n# EOF\n', 'openmetrics', 1, 1, /the line ends/],
    ['a{b="c"d="e"} 1\n# EOF\n', 'openmetrics', 1, 8, /, or \} expected/],
    ['a{b="c" d="e"} 1 x\n', 'text', 1, 18, /end of the line expected/],
  ] as const)('%j (%s): line %d, column %d', (text, format, line, column, why) => {
    const { broken } = read(text, format);
    expect(broken).toMatchObject({ line, column });
    expect(broken?.why).toMatch(why);
  });

  it.each([
    ['one label of 20 MB', () => `a{b="${'x'.repeat(20_000_000)}`],
    ['backslashes', () => `a{b="${'\\\\'.repeat(5_000_000)}`],
    ['braces', () => `a${'{'.repeat(5_000_000)}`],
    ['one line of a comment', () => `# ${'x'.repeat(20_000_000)}`],
    ['50,000 families', () => Array.from({ length: 50_000 }, (_, i) => `a${i} 1`).join('\n')],
    ['NUL', () => '\0'.repeat(1_000_000)],
  ])('is read in reasonable time: %s', (_, text) => {
    const page = text();
    const started = performance.now();
    read(page);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('what Prometheus reads of a page', () => {
  // Pages put together at random, with what model/textparse of Prometheus v3.13.1 made of them.
  const recorded = readFileSync(new URL('../../fixtures/lang/pages.ndjson', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as {
          readonly text: string;
          readonly format: ExpositionFormat;
          readonly ok: boolean;
          readonly samples: number;
        },
    );

  it('is what is read here', () => {
    const differ = recorded.filter(({ text, format, ok, samples }) => {
      const page = read(text, format);
      return (page.broken === undefined) !== ok || page.samples !== samples;
    });
    expect(differ).toEqual([]);
    expect(recorded.length).toBeGreaterThan(150);
  });
});

it.each([
  ['a{b="1",b="2"} 1\n', 'the label "b" is there twice'],
  ['a{__name__="b"} 1\n', 'the label "__name__" is there twice'],
  ['{"a",__name__="b"} 1\n', 'the label "__name__" is there twice'],
  ['{__name__="b","a"} 1\n', 'the name of the metric is there twice'],
  ['a{""="1"} 1\n', 'the name of a label is empty'],
  ['{""} 1\n', 'the name of the metric is empty'],
  ['a 1 9223372036854775808\n', 'a time in milliseconds fits into 64 bits'],
  ['\uFEFFa 1\n', 'the name of a metric expected'],
])('of %j a scrape takes nothing', (page, why) => {
  expect(readExposition(page, 'text').broken?.why).toContain(why);
});

it.each(['a{b="1",c="2"} 1\n', '{"a",b="1"} 1\n', 'a 1 9223372036854775807\n', 'a{b="\uFFFD"} 1\n'])(
  '%j is taken',
  (page) => expect(readExposition(page, 'text').broken).toBeUndefined(),
);
