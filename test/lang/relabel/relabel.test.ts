import { describe, expect, it } from '@jest/globals';
import { applyRelabelings } from '../../../src/lang/relabel/apply.ts';
import { decodeRelabeling } from '../../../src/lang/relabel/relabel.ts';
import type { Json, Labels } from '../../../src/model/index.ts';

describe('decodeRelabeling', () => {
  it.each<[Json, string | undefined, string, string]>([
    [
      { action: 'lowercase', sourceLabels: ['a'], targetLabel: 'b' },
      '2.35.0',
      'operator',
      'only supported from Prometheus version 2.36.0',
    ],
    [
      { action: 'KeepEqual', sourceLabels: ['a'], targetLabel: 'b' },
      'v2.40.7',
      'operator',
      'only supported from Prometheus version 2.41.0',
    ],
    [{ regex: '(', targetLabel: 'b' }, undefined, 'operator', 'invalid regex ('],
    [{ action: 'hashmod', targetLabel: 'b' }, undefined, 'operator', 'requires non-zero modulus'],
    [{ sourceLabels: ['a'] }, undefined, 'operator', 'needs targetLabel value'],
    [{ targetLabel: '$1' }, '2.55.0', 'operator', "is invalid 'target_label'"],
    [
      { action: 'uppercase', targetLabel: 'b', replacement: 'x' },
      undefined,
      'operator',
      "'replacement' can not be set",
    ],
    [{ action: 'labelmap', replacement: '' }, undefined, 'operator', "is invalid 'replacement'"],
    [{ action: 'dropequal', targetLabel: 'b', separator: '-' }, undefined, 'operator', "requires only 'source_labels'"],
    [{ action: 'labeldrop', regex: 'a', sourceLabels: ['b'] }, undefined, 'operator', "requires only 'regex'"],
    [
      { action: 'dropequal', targetLabel: 'b', regex: '(.*)' },
      undefined,
      'prometheus',
      "requires only 'source_labels'",
    ],
    [{ action: 'keep', sourceLabels: [''] }, undefined, 'prometheus', 'not a valid label name'],
    [{ action: 'KEEP' }, undefined, 'schema', 'Unsupported value'],
    [{ action: 5 }, undefined, 'schema', 'must be a string'],
    [{ modulus: -1 }, undefined, 'schema', 'modulus'],
    [{ sourceLabels: 'a' }, undefined, 'schema', 'sourceLabels'],
    [null, undefined, 'schema', 'must be an object'],
    [['x'], undefined, 'schema', 'must be an object'],
  ])('%j for %s: %s', (entry, version, by, message) => {
    expect(decodeRelabeling(entry, version)).toMatchObject({
      kind: 'invalid',
      by,
      message: expect.stringContaining(message),
    });
  });

  it('takes no time for a long target', () => {
    const targetLabel = `${'a'.repeat(100_000)}-`;
    const started = performance.now();
    for (const version of ['v2.55.0', 'v3.5.0'])
      expect(decodeRelabeling({ action: 'replace', targetLabel }, version).kind).toBe(
        version === 'v3.5.0' ? 'ok' : 'invalid',
      );
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('lets variables be targets from Prometheus 3', () => {
    expect(decodeRelabeling({ targetLabel: '$1' }, '3.0.0').kind).toBe('ok');
  });
});

/** The labels afterwards; each entry must be valid. */
function after(labels: Labels, ...entries: Json[]): Labels | undefined {
  const relabelings = entries.map((entry) => {
    const answer = decodeRelabeling(entry, undefined);
    if (answer.kind !== 'ok') throw new Error(answer.message);
    return answer.relabeling;
  });
  return applyRelabelings(labels, relabelings);
}

describe('applyRelabelings', () => {
  const base = { __address__: '10.0.0.1:9090', job: 'Web', __meta_a: 'x', empty: '' };

  it.each<[string, Json, Labels | undefined]>([
    [
      'replace',
      { sourceLabels: ['__address__'], regex: '([^:]+)(?::\\d+)?', targetLabel: 'host', replacement: '$1!' },
      { host: '10.0.0.1!' },
    ],
    ['replace without a match', { sourceLabels: ['job'], regex: 'web', targetLabel: 'host' }, {}],
    ['replace with nothing removes', { targetLabel: 'job', replacement: '' }, { job: undefined } as unknown as Labels],
    ['joined by the separator', { sourceLabels: ['job', 'no', '__meta_a'], targetLabel: 'host' }, { host: 'Web;;x' }],
    ['keep', { action: 'keep', sourceLabels: ['job'], regex: 'Web' }, {}],
    ['keep drops', { action: 'keep', sourceLabels: ['job'], regex: 'We' }, undefined],
    ['drop', { action: 'drop', sourceLabels: ['job'], regex: '.+' }, undefined],
    ['keepequal', { action: 'keepequal', sourceLabels: ['job'], targetLabel: '__meta_a' }, undefined],
    ['dropequal', { action: 'dropequal', sourceLabels: ['job'], targetLabel: '__meta_a' }, {}],
    ['lowercase', { action: 'lowercase', sourceLabels: ['job'], targetLabel: 'job' }, { job: 'web' }],
    ['uppercase', { action: 'uppercase', sourceLabels: ['job'], targetLabel: 'job' }, { job: 'WEB' }],
    [
      'hashmod',
      { action: 'hashmod', sourceLabels: ['__meta_a'], targetLabel: 'shard', modulus: 1000 },
      { shard: '726' },
    ],
    ['labelmap', { action: 'labelmap', regex: '__meta_(.+)' }, { a: 'x' }],
    [
      'labeldrop',
      { action: 'labeldrop', regex: '__.*' },
      { __address__: undefined, __meta_a: undefined } as unknown as Labels,
    ],
    [
      'labelkeep',
      { action: 'labelkeep', regex: 'job' },
      { __address__: undefined, __meta_a: undefined } as unknown as Labels,
    ],
  ])('%s', (_name, entry, change) => {
    const { empty: _, ...rest } = base;
    expect(after(base, entry)).toEqual(change === undefined ? undefined : { ...rest, ...change });
  });

  it('goes on with what came before', () => {
    const entries = [
      { targetLabel: 'a', replacement: 'b' },
      { sourceLabels: ['a'], targetLabel: '${1}_', replacement: '${1}$$$1' },
    ];
    expect(after({}, ...entries)).toEqual({ a: 'b', b_: 'b$b' });
  });
});
