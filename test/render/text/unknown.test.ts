import { describe, expect, it } from '@jest/globals';
import type { Gap, Unknown } from '../../../src/model/index.ts';
import { plain } from '../../../src/render/text/style.ts';
import { brokenText, notCheckedText, unknownText } from '../../../src/render/text/unknown.ts';
import { reportOf } from '../reports.ts';

const secret = (sentence: string, fields: Partial<Gap> = {}): Gap => ({
  reason: 'not-read',
  reads: { group: '', kind: 'Secret' },
  sentence,
  ...fields,
});
const silent = (name: string): Gap => ({
  reason: 'unreachable',
  reads: { group: 'monitoring.coreos.com', kind: 'Prometheus', namespace: 'monitoring' },
  sentence: `Prometheus monitoring/${name} could not be asked what it does: forbidden.`,
  about: 'running',
});
const unreferred = secret('The sidecar takes Secrets too, which are never read.', { about: 'unreferred' });
const of = (gap: Gap, ...checks: readonly string[]): readonly Unknown[] =>
  checks.map((check) => ({ check, gap, touches: false }));
const text = (unknown: readonly Unknown[], verbose = false): string =>
  [unknownText, notCheckedText]
    .flatMap((part) => part(reportOf({ unknown }), plain, { verbose }))
    .join(' ')
    .replaceAll(/\s+/g, ' ');

const ten = Array.from({ length: 10 }, (_, i) => `live-${i}`);

describe('could not be read, and the result depends on it', () => {
  const refused = (resource: string, fields: Partial<Gap> = {}): Unknown => ({
    touches: true,
    gap: {
      reason: 'forbidden',
      reads: { group: '', kind: 'x' },
      request: { verb: 'list', resource, scope: 'all-namespaces', status: 403, user: 'bob', server: `${resource}: no` },
      ...fields,
    },
  });

  it('names lists that were refused in one sentence, with the user and what was read instead', () => {
    const other = secret('The keys of Secret shop/x are not known.', { reason: 'unreachable' });
    expect(
      text([
        refused('pods', { readInstead: ['team'] }),
        { gap: other, touches: true },
        refused('services', { readInstead: ['team'] }),
        refused('pods'),
      ]),
    ).toContain(
      '- Not allowed to list pods in all namespaces, services in all namespaces as bob. Only team could be read. ' +
        '- The keys of Secret shop/x are not known. promwire rbac check',
    );
  });

  it('names the first of many folders that could not be read, and all of them with -v', () => {
    const broken = (count: number): readonly Unknown[] =>
      Array.from({ length: count }, (_, i) => ({
        touches: true,
        gap: { reason: 'invalid', reads: { group: '', kind: '' }, sentence: `overlay-${i} is broken.` },
      }));
    const lines = (count: number, verbose: boolean): readonly string[] =>
      brokenText(reportOf({ unknown: broken(count) }), plain, verbose).filter((line) => line.startsWith('  '));
    expect(lines(9, false)).toEqual([
      ...Array.from({ length: 6 }, (_, i) => `  overlay-${i} is broken.`),
      '  and 3 more; -v names them',
    ]);
    expect(lines(9, true)).toHaveLength(9);
    expect(lines(7, false)).toHaveLength(7);
  });

  it('says of one list what the server said', () => {
    expect(text([refused('pods')])).toContain('- Not allowed to list pods in all namespaces: pods: no (403).');
  });

  it('keeps what else is said of a list', () => {
    const loss = 'Not allowed to list x. Settings could be lost.';
    const said = text([refused('pods'), refused('services'), refused('x', { sentence: loss })]);
    expect(said).toContain(`services in all namespaces as bob. - ${loss}`);
  });
});

describe('checks that were not made', () => {
  it('are none where nothing that was read refers to what is never read; -v tells of it', () => {
    expect(text(of(unreferred, 'a', 'b'))).toBe('');
    expect(text(of(unreferred, 'a', 'b'), true)).toBe(
      'not checked: a, b (The sidecar takes Secrets too, which are never read)',
    );
  });

  it('stay where something refers to it', () => {
    const both = [...of(unreferred, 'a'), ...of(secret('Secret shop/x was not read.'), 'b')];
    expect(text(both)).toBe('not checked: 1 (Secret objects are not read); -v names them');
  });

  it('begin with the running stack that could not be asked, and why', () => {
    const unknown = [
      ...of(secret('x'), 'a'),
      ...of(secret('y', { reads: { group: '', kind: 'Pod' } }), 'b'),
      ...of(silent('k8s'), ...ten),
      ...of(silent('two'), ...ten),
    ];
    expect(text(unknown)).toBe(
      `not checked: 12 (${['k8s', 'two'].map((name) => `Prometheus monitoring/${name} could not be asked what it does: forbidden`).join('; ')}; Secret objects are not read and 1 more); -v names them`,
    );
  });

  it('of many running stacks name three', () => {
    const said = text(['a', 'b', 'c', 'd', 'e'].flatMap((name) => of(silent(name), ...ten)));
    expect(said).toContain('monitoring/c could not');
    expect(said).toMatch(/forbidden and 2 more\); -v names them$/);
  });

  it('are named by -v, however many', () => {
    const unknown = [...of(secret('x'), 'a'), ...of(silent('k8s'), ...ten)];
    expect(text(unknown, true)).toBe(
      `not checked: ${ten.join(', ')} (Prometheus monitoring/k8s could not be asked what it does: forbidden); a (Secret objects are not read)`,
    );
  });

  it('of one want are named together by -v, each with all that it lacks', () => {
    const pods = secret('p', { reads: { group: '', kind: 'Pod' } });
    const unknown = [...of(secret('x'), 'a', 'b', 'c'), ...of(secret('y'), 'b'), ...of(pods, 'c')];
    expect(text(unknown, true)).toBe(
      'not checked: a, b (Secret objects are not read); c (Secret, Pod objects are not read)',
    );
  });
});
