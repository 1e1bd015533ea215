import { describe, expect, it } from '@jest/globals';
import { evaluateTemplate } from '../../../src/lang/template/evaluate.ts';
import type { Value } from '../../../src/lang/template/pipeline.ts';
import { sprig } from '../../../src/lang/template/sprig.ts';

const DATA: Value = {
  name: 'Shop One',
  path: { path: 'apps/shop', basename: 'shop', segments: ['apps', 'shop'] },
  on: true,
  count: 3,
  account: 123456789012,
  labels: { 'app.io/team': 'red' },
};

/** A text of 65536 letters. */
const BIG = `{{ $a := "${'a'.repeat(16)}" }}${'{{ $a = print $a $a }}'.repeat(12)}`;
const TENFOLD = '{{ range (splitList "" "0123456789") }}'.repeat(4);

const made = (template: string, isStrict = false, isOpen = false): string => {
  const answer = evaluateTemplate(template, { data: DATA, functions: sprig(isOpen), isStrict });
  return answer.kind === 'text' ? answer.text : `? ${answer.why}`;
};

describe('a template', () => {
  it.each([
    ['plain', 'plain'],
    ['{{ .path.basename }}-{{.count}}', 'shop-3'],
    ['{{- /* note */ -}} a {{- " b" }}', 'a b'],
    ['{{ index .labels "app.io/team" }}', 'red'],
    ['{{ index .path.segments 1 }}', 'shop'],
    ['{{ .name | lower | replace " " "-" }}', 'shop-one'],
    ['{{ .name | normalize }}', 'shop-one'],
    ['{{ default "x" .gone }}{{ .gone | default "y" }}', 'xy'],
    ['{{ if and .on (eq (int .count) 3) }}yes{{ else }}no{{ end }}', 'yes'],
    ['{{ eq .count 3.0 }}{{ eq (len .path.segments) 2 }}{{ eq "b" "a" "b" }}', 'truetruetrue'],
    ['{{ lt .count 3.5 }}{{ ge (int .count) 3 }}{{ lt "10" "9" }}{{ gt "a" "B" }}', 'truetruetruetrue'],
    ['{{ add .count 1 }}{{ eq (add .count 1) 4 }}', '4true'],
    ['{{ if not .on }}a{{ else if eq .path.basename "shop" }}b{{ else }}c{{ end }}', 'b'],
    ['{{ if false }}{{ unknown .x }}{{ range .y }}z{{ end }}{{ end }}ok', 'ok'],
    ['{{ with .path }}{{ .basename }}{{ $.count }}{{ end }}', 'shop3'],
    ['{{ range .path.segments }}<{{ . }}>{{ else }}none{{ end }}', '<apps><shop>'],
    ['{{ range .none }}a{{ else }}none{{ end }}', 'none'],
    ['{{ $a := "x" }}{{ if true }}{{ $a = "y" }}{{ end }}{{ $a }}', 'y'],
    ['{{ printf "%s-%d %v%%" .path.basename (int .count) .on }}', 'shop-3 true%'],
    ['{{ join "." (splitList "/" .path.path) }}', 'apps.shop'],
    ['{{ (index .path.segments 0) | upper | trunc 2 | quote }}', '"AP"'],
    ['{{ ternary "a" "b" .on }}{{ trimSuffix "op" .path.basename }}', 'ash'],
    ['{{ dig "path" "basename" "z" . }}{{ dig "path" "no" "z" . }}', 'shopz'],
    ['{{ .gone }}', '<no value>'],
  ])('%s is %s', (template, text) => {
    expect(made(template)).toBe(text);
  });

  it.each([
    ['{{ htpasswd "a" "b" }}', 'the function htpasswd'],
    ['{{ .name | slugify 3 }}', 'the function slugify'],
    ['{{ .path }}', 'a map or a list in a text'],
    ['{{ template "x" }}', 'template'],
    ['{{ index .path.segments 5 }}', 'the item 5'],
    ['{{ .count.x }}', '.x'],
    ['{{ if eq .count 3 }}a{{ end }}', 'values of two kinds'],
    ['{{ if eq .count "3" }}a{{ else }}b{{ end }}', 'values of two kinds'],
    ['{{ if ne .gone "3" }}a{{ end }}', 'values of two kinds'],
    ['{{ if lt .count 5 }}a{{ end }}', 'values of two kinds'],
    ['{{ if gt .name 5 }}a{{ end }}', 'values of two kinds'],
    ['{{ if lt true false }}a{{ end }}', 'values of two kinds'],
    ['{{ printf "%d" .count }}', 'whole numbers'],
    ['{{ index .path.segments .count }}', 'whole numbers'],
    ['{{ eq 010 8 }}', '010'],
    ['{{ if }}', ''],
    ['{{ .a', 'unclosed action'],
    ['{{ end }}', ''],
    ['{{ lower "Ä" }}', 'letters beyond ASCII'],
    [`{{ $a := "xx" }}${'{{ $a = cat $a $a }}'.repeat(40)}`, 'a value that is too long'],
    [
      `${'{{ range (splitList "" "0123456789") }}'.repeat(8)}${'{{ end }}'.repeat(8)}`,
      'a template that takes too long',
    ],
    [`${BIG}{{ replace "" $a $a }}`, 'a value that is too long'],
    [`${BIG}{{ join $a (splitList "" $a) }}`, 'a value that is too long'],
    [`${BIG}{{ cat ${'$a '.repeat(9000)} }}`, 'a value that is too long'],
    [`${BIG}${'{{ $a }}'.repeat(9000)}`, 'a value that is too long'],
    [`${BIG}${TENFOLD}{{ $b := title $a }}${'{{ end }}'.repeat(4)}`, 'a template that takes too long'],
    ['{{ .account }}', 'the number 123456789012 in a text'],
    ['{{ .account | toString }}', 'the number 123456789012 in a text'],
    ['{{ if true }}'.repeat(5000), ''],
    [`{{ ${'('.repeat(5000)}`, ''],
  ])('%.40s is not known: %s', (template, why) => {
    expect(made(template)).toMatch(/^\? /);
    expect(made(template)).toContain(why);
  });

  it('has no answer for a key that it lacks where keys have to be there, or may be', () => {
    expect(made('{{ .gone | default "x" }}', true)).toBe('? .gone');
    expect(made('{{ index .labels "gone" }}', true, true)).toBe('? the key gone');
    expect(made('{{ hasKey .labels "gone" }}', true, true)).toBe('? the key gone');
    expect(made('{{ hasKey .labels "gone" }}')).toBe('false');
    expect(made('{{ .__proto__ }}{{ index .labels "constructor" }}')).toBe('<no value><no value>');
  });
});
