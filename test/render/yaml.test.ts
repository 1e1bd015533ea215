import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { readDocuments } from '../../src/io/files/documents.ts';
import { toYaml, toYamlStream } from '../../src/render/yaml.ts';
import { NASTY } from './nasty-strings.ts';

const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !/\p{Surrogate}/u.test(value)),
  fc.string({ unit: fc.constantFrom(...'ayntfoe01234567890_.:-+xXeE ~=<\n\t#{}[],&*!|>%@`"\'\\?'), maxLength: 8 }),
);
const key = text.filter((value) => value !== '__proto__');
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
);
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { depthSize: 'small' },
    text,
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('data'), { maxLength: 4 }),
    fc.dictionary(key, tie('data'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** What kubectl would read: test/e2e/yaml.test.ts holds this reader against the real one. */
function asKubectl(printed: string): unknown {
  const [read] = readDocuments(printed);
  if (read?.outcome === 'broken') throw new Error(read.reason);
  return read?.value ?? null;
}

describe('toYaml', () => {
  it('is read alike by YAML 1.1, YAML 1.2 and kubectl', () => {
    fc.assert(
      fc.property(data, (value) => {
        const printed = toYaml(value);
        expect(parse(printed, { version: '1.2' })).toEqual(value);
        expect(parse(printed, { version: '1.1', logLevel: 'silent' })).toEqual(value);
        expect(asKubectl(printed)).toEqual(value);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(NASTY.map((value) => [value]))('keeps %j as value, key and list item', (value) => {
    const holder = { [value]: value, list: [value, [value]], map: { x: value } };
    const printed = toYaml(holder);
    expect(parse(printed, { version: '1.2' })).toEqual(holder);
    expect(parse(printed, { version: '1.1', logLevel: 'silent' })).toEqual(holder);
    expect(asKubectl(printed)).toEqual(holder);
  });

  it('is what a person would write', () => {
    const value = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'x', labels: { release: 'prometheus', 'app.kubernetes.io/part-of': 'on' }, annotations: {} },
      spec: {
        groups: [
          {
            name: 'kuberhealthy.rules',
            rules: [
              {
                alert: 'CheckFailing',
                expr: 'max by (check) (kuberhealthy_check == bool 0)\n  unless on (check)\nvector(1)\n',
                for: '5m',
                labels: { severity: 'critical', empty: '', missing: undefined },
                annotations: { summary: 'Check {{ $labels.check }} fails: see the description' },
              },
            ],
          },
        ],
        list: [[1, 2], [], 'x'],
      },
    };
    expect(toYaml(value)).toBe(`apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: x
  labels:
    release: prometheus
    app.kubernetes.io/part-of: "on"
  annotations: {}
spec:
  groups:
    - name: kuberhealthy.rules
      rules:
        - alert: CheckFailing
          expr: |
            max by (check) (kuberhealthy_check == bool 0)
              unless on (check)
            vector(1)
          for: 5m
          labels:
            severity: critical
            empty: ""
          annotations:
            summary: "Check {{ $labels.check }} fails: see the description"
  list:
    - - 1
      - 2
    - []
    - x
`);
  });

  it('writes what YAML cannot hold as the nearest thing it can', () => {
    expect(toYaml({ a: Number.NaN, b: -0, c: '\ud800x', d: undefined })).toBe('a: null\nb: 0\nc: "\ufffdx"\n');
  });

  it('writes comments above entries of lists', () => {
    const value = { rules: [{ record: 'a', expr: 'b' }, 'x', { list: [{ record: 'c' }] }] };
    const commentOf = (entry: object) =>
      'record' in entry ? `What ${String(entry.record)} is.\nAnd # why.` : undefined;
    const printed = toYaml(value, commentOf);
    expect(printed).toBe(`rules:
  # What a is.
  # And # why.
  - record: a
    expr: b
  - x
  - list:
      # What c is.
      # And # why.
      - record: c
`);
    expect(parse(printed)).toEqual(value);
    expect(asKubectl(printed)).toEqual(value);
  });

  it('never folds a long line', () => {
    expect(toYaml({ a: 'word '.repeat(100).trim() }).split('\n')).toHaveLength(2);
  });
});

describe('toYamlStream', () => {
  it('separates documents', () => {
    const values = [{ a: '---\nx' }, 'text', [], {}, { b: 'x\n' }];
    expect(parseAllDocuments(toYamlStream(values)).map((document) => document.toJS() as unknown)).toEqual(values);
  });
});
