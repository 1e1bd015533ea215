import { describe, expect, it } from '@jest/globals';
import { checkTemplate } from '../../../src/lang/template/index.ts';

describe('checkTemplate', () => {
  it.each([
    'no action at all }}',
    '{{ $labels.instance }} is {{ $value | humanize }}',
    '{{ .Labels.nosuch.deeper }} {{ .Nosuch }}',
    '{{- /* comment */ -}}',
    '{{ with query "up" }}{{ . | first | value }}{{ else }}none{{ end }}',
    '{{ range $i, $x := query "up" }}{{ if eq $i 3 }}{{ break }}{{ else if $x }}{{ continue }}{{ end }}{{ end }}',
    '{{ define "x" }}{{ . }}{{ end }}{{ template "x" $externalLabels }}',
    "{{ printf `%c \\d` 'x' }} {{ print 0x1F 1_000 -1.5e3 2i true nil }}",
    '{{ (index $labels "a").b }}',
  ])('takes %s', (text) => {
    expect(checkTemplate(text)).toEqual({ kind: 'ok' });
  });

  it.each([
    ['{{ $labels.instance', 'unclosed action'],
    ['{{ nosuch 1 }}', 'function "nosuch" not defined'],
    ['{{ $x }}', 'undefined variable "$x"'],
    ['{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}', 'undefined variable "$x"'],
    ['{{ define "x" }}{{ $labels }}{{ end }}', 'undefined variable "$labels"'],
    ['{{ end }}', 'unexpected {{end}}'],
    ['{{ range . }}', 'unexpected EOF'],
    ['{{ break }}', '{{break}} outside {{range}}'],
    ['{{ "\\d" }}', 'invalid syntax: "\\d"'],
    ['{{ 1 | 2 }}', 'non executable command in pipeline stage 2'],
    ['{{ 99999999999999999999 }}', 'integer overflow: "99999999999999999999"'],
    ['{{ $labels.a-b }}', "bad character '-'"],
    ['{{ }}', 'missing value for command'],
    ['{{ define "__alert_A" }}x{{ end }}', 'template: multiple definition of template "__alert_A"'],
  ])('refuses %s', (text, message) => {
    expect(checkTemplate(text, 'A')).toMatchObject({ kind: 'invalid', message });
  });

  it('declines what nests too deeply', () => {
    expect(checkTemplate(`{{ ${'('.repeat(20_000)} }}`).kind).toBe('unknown');
    expect(checkTemplate('{{ if . }}'.repeat(20_000)).kind).toBe('unknown');
  });
});
