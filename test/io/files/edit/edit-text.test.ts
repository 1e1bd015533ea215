import { describe, expect, it } from '@jest/globals';
import { editTexts } from '../../../../src/io/files/edit/index.ts';
import type { FieldEdit } from '../../../../src/io/files/edit/index.ts';
import { editText } from './one.ts';

const label: FieldEdit = { path: ['metadata', 'labels', 'release'], becomes: 'kps' };
const noLabel: FieldEdit = { path: ['metadata', 'labels', 'release'], becomes: undefined };
const port: FieldEdit = { path: ['spec', 'endpoints', '1', 'port'], becomes: 'http-metrics' };

/** A text is the list of its lines; what changed is seen at once. */
const edited = (lines: readonly string[], ...edits: readonly FieldEdit[]): readonly string[] | string => {
  const result = editText(lines.join('\n'), 1, edits);
  return 'text' in result ? result.text.split('\n') : result.refused;
};

describe('a field of a YAML text', () => {
  it.each<[string, FieldEdit, readonly string[], readonly string[]]>([
    [
      'is put behind the last one of its map, with its indentation',
      label,
      [
        'metadata:',
        '    name: web # ours',
        '    labels: # those',
        '        app: web',
        '',
        '    # more',
        'spec: {}',
        '',
      ],
      [
        'metadata:',
        '    name: web # ours',
        '    labels: # those',
        '        app: web',
        '        release: kps',
        '',
        '    # more',
        'spec: {}',
        '',
      ],
    ],
    [
      'brings the map that it needs',
      label,
      ['metadata:', '   name: web', 'spec:', '   a: 1'],
      ['metadata:', '   name: web', '   labels:', '      release: kps', 'spec:', '   a: 1'],
    ],
    [
      'fills a key without a value',
      label,
      ['metadata:', '  labels: # none', '  name: a'],
      ['metadata:', '  labels: # none', '    release: kps', '  name: a'],
    ],
    ['takes the place of null', label, ['metadata: {labels: ~}'], ['metadata: {labels: {release: kps}}']],
    ['goes into empty brackets', label, ['metadata:', '  labels: {}'], ['metadata:', '  labels: {release: kps}']],
    [
      'goes into brackets',
      label,
      ['metadata: { labels: { app: web } } # one line', 'kind: A'],
      ['metadata: { labels: { app: web, release: kps } } # one line', 'kind: A'],
    ],
    [
      'keeps the quotes of its value',
      label,
      ['metadata:', "  labels: {release: 'old', a: b}"],
      ['metadata:', "  labels: {release: 'kps', a: b}"],
    ],
    [
      'keeps double quotes and the comment behind',
      label,
      ['metadata:', '  labels:', '    release: "old" # why', '    a: b'],
      ['metadata:', '  labels:', '    release: "kps" # why', '    a: b'],
    ],
    [
      'is found by the number of its list entry',
      port,
      ['spec:', '  endpoints:', '  - port: a', '  -   port: web', '      path: /m'],
      ['spec:', '  endpoints:', '  - port: a', '  -   port: http-metrics', '      path: /m'],
    ],
    [
      'is removed with its line',
      noLabel,
      ['metadata:', '  labels:', '    # first', '    release: old # gone', '    a: b'],
      ['metadata:', '  labels:', '    # first', '    a: b'],
    ],
    [
      'leaves empty brackets where it was the only one',
      noLabel,
      ['metadata:', '  labels:', '    release: old', '  name: a'],
      ['metadata:', '  labels: {}', '  name: a'],
    ],
    ['is removed from brackets', noLabel, ['metadata: {labels: {release: a, b: c}}'], ['metadata: {labels: {b: c}}']],
    ['is removed from their end', noLabel, ['metadata: {labels: {b: c, release: a}}'], ['metadata: {labels: {b: c}}']],
    [
      'is removed from the line of a dash',
      { path: ['spec', 'endpoints', '0', 'targetPort'], becomes: undefined },
      ['spec:', '  endpoints:', '    - targetPort: 80', '      port: web'],
      ['spec:', '  endpoints:', '    - port: web'],
    ],
    [
      'is quoted where it would be another type',
      { path: ['metadata', 'labels', 'on'], becomes: '010' },
      ['metadata:', '  labels:', '    a: b'],
      ['metadata:', '  labels:', '    a: b', '    "on": "010"'],
    ],
    [
      'becomes a list on its line',
      { path: ['spec', 'namespaceSelector'], becomes: { matchNames: ['shop'] } },
      ['spec:', '  namespaceSelector:', '    any: true', '  x: 1'],
      ['spec:', '  namespaceSelector:', '    matchNames: [shop]', '  x: 1'],
    ],
    [
      'is put behind a text of many lines',
      { path: ['data', 'b'], becomes: 'c' },
      ['data:', '  a: |', '    one', '', '    two', 'kind: A'],
      ['data:', '  a: |', '    one', '', '    two', '  b: c', 'kind: A'],
    ],
    [
      'is an entry more of a list',
      { path: ['spec', 'matchNames'], becomes: ['a', 'b'] },
      ['spec:', '  matchNames:', '    - a # first', '  b: 1'],
      ['spec:', '  matchNames:', '    - a # first', '    - b', '  b: 1'],
    ],
  ])('%s', (_what, edit, before, after) => {
    expect(edited(before, edit)).toEqual(after);
  });

  it('keeps line ends of Windows, and a text without a last one', () => {
    const text = 'metadata:\r\n  name: a\r\n  labels:\r\n    a: b';
    expect(editText(text, 1, [label])).toEqual({ text: `${text}\r\n    release: kps` });
  });

  it('is changed in its document alone', () => {
    const one = 'metadata:\n  labels:\n    a: b\n';
    const text = `# head\n---\n${one}--- # second\n${one}---\n${one}`;
    expect(editText(text, 2, [label])).toEqual({
      text: `# head\n---\n${one}--- # second\n${one}    release: kps\n---\n${one}`,
    });
  });

  it('is changed in a list of objects', () => {
    const lines = ['kind: List', 'items:', '- metadata:', '    labels: {a: b}', '- metadata: {}'];
    expect(edited(lines, { path: ['items', '0', ...label.path], becomes: 'kps' })).toEqual(
      lines.with(3, '    labels: {a: b, release: kps}'),
    );
  });

  it('of many objects of a list is changed in one go, and of none that cannot be', () => {
    const lines = ['items:', '- metadata: &a {labels: {a: b}}', '- metadata: {labels: {a: b}}', '- metadata: *a', ''];
    const objects = [0, 1, 2].map((item) => ({
      document: 1,
      edits: [{ path: ['items', String(item), ...label.path], becomes: 'kps' }],
    }));
    const result = editTexts(lines.join('\n'), objects);
    expect(result.text).toBe(lines.with(2, '- metadata: {labels: {a: b, release: kps}}').join('\n'));
    expect([...result.refused.keys()].toSorted((a, b) => a - b)).toEqual([0, 2]);
  });

  it('has its comments also where its key and its value change', () => {
    const lines = ['ports:', '- targetport: "8080" # the admin port', '  # keep me', '  path: /x', ''];
    const renamed = { path: ['ports', '0', 'targetport'], becomes: undefined };
    expect(edited(lines, renamed, { path: ['ports', '0', 'targetPort'], becomes: 'metrics' })).toEqual(
      lines.with(1, '- targetPort: "metrics" # the admin port'),
    );
    // The next field would take the line, and the comments have no place.
    expect(edited(lines, renamed)).toBe('a comment behind the field would go with it');
  });

  it('is put behind what a merge key brings', () => {
    const lines = ['base: &base', '  a: b', 'metadata:', '  labels:', '    <<: *base', ''];
    expect(edited(lines, label)).toEqual([...lines.slice(0, -1), '    release: kps', '']);
  });

  it.each<[string, FieldEdit, readonly string[]]>([
    ['the alias would be changed elsewhere', label, ['metadata:', '  labels: *l', 'x: &l {a: b}']],
    ['an alias has it, too', label, ['metadata:', '  labels: &l', '    a: b', 'x: *l']],
    ['its key is there twice', label, ['metadata:', '  labels:', '    release: a', '    release: b']],
    ['the document cannot be read', label, ['metadata: [']],
  ])('is left alone where %s', (_what, edit, before) => {
    expect(typeof edited(before, edit)).toBe('string');
  });
});

describe('a field of a JSON text', () => {
  it('is put on a line of its own where the others have one', () => {
    const text = JSON.stringify({ metadata: { labels: { a: 'b' } }, spec: {} }, undefined, 4);
    const after = JSON.stringify({ metadata: { labels: { a: 'b', release: 'kps' } }, spec: {} }, undefined, 4);
    expect(editText(text, 1, [label])).toEqual({ text: after });
  });

  it('is put into one line, with what it needs', () => {
    expect(editText('{"metadata":{"name":"a"}}\n', 1, [label])).toEqual({
      text: '{"metadata":{"name":"a", "labels": {"release": "kps"}}}\n',
    });
  });

  it('is changed in the second of several values', () => {
    const one = '{"metadata": {"labels": {"release": "a"}}}';
    expect(editText(`${one}\n${one}\n`, 2, [label])).toEqual({ text: `${one}\n${one.replace('"a"', '"kps"')}\n` });
  });
});
