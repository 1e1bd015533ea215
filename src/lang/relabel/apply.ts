import { createHash } from 'node:crypto';
import type { Labels } from '../../model/index.ts';
import { toLower, toUpper } from '../go/case.ts';
import { isLabelName } from '../labels.ts';
import type { Found } from '../re2/index.ts';
import { findAll, matchesAnchored } from '../re2/index.ts';
import type { Relabeling } from './relabel.ts';

/**
 * The labels after the relabelings, in order; undefined where one drops them. As model/relabel of Prometheus v0.313.1
 * does; a label whose value is "" does not exist.
 */
export function applyRelabelings(labels: Labels, relabelings: readonly Relabeling[]): Labels | undefined {
  const values = new Map(
    Object.entries(labels)
      .filter(([, value]) => value !== '')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const current: Builder = { values, changed: new Set() };
  for (const relabeling of relabelings) if (!apply(current, relabeling)) return undefined;
  return Object.fromEntries(values);
}

/** Labels that are visited as Prometheus' builder visits them: the untouched ones first, then the changed ones. */
interface Builder {
  readonly values: Map<string, string>;
  readonly changed: Set<string>;
}

function remove({ values, changed }: Builder, name: string): void {
  values.delete(name);
  changed.delete(name);
}

function set(labels: Builder, name: string, value: string): void {
  if (value === '' || !labels.changed.has(name)) remove(labels, name);
  if (value === '') return;
  labels.values.set(name, value);
  labels.changed.add(name);
}

/** Changes the labels; false: dropped. */
function apply(labels: Builder, relabeling: Relabeling): boolean {
  const { values } = labels;
  const { pattern, targetLabel, replacement, sourceLabels, separator } = relabeling;
  const value = sourceLabels.map((name) => values.get(name) ?? '').join(separator);
  switch (relabeling.action) {
    case 'keep':
      return matchesAnchored(pattern, value);
    case 'drop':
      return !matchesAnchored(pattern, value);
    case 'keepequal':
      return (values.get(targetLabel) ?? '') === value;
    case 'dropequal':
      return (values.get(targetLabel) ?? '') !== value;
    case 'replace':
      replace(labels, relabeling, value);
      break;
    case 'lowercase':
      set(labels, targetLabel, toLower(value));
      break;
    case 'uppercase':
      set(labels, targetLabel, toUpper(value));
      break;
    case 'hashmod':
      set(
        labels,
        targetLabel,
        String(createHash('md5').update(value).digest().readBigUInt64BE(8) % relabeling.modulus),
      );
      break;
    case 'labelmap':
      for (const [name, was] of [...values])
        if (matchesAnchored(pattern, name)) set(labels, replaceAll(relabeling, name, replacement), was);
      break;
    case 'labeldrop':
    case 'labelkeep':
      for (const name of [...values.keys()])
        if (matchesAnchored(pattern, name) === (relabeling.action === 'labeldrop')) remove(labels, name);
      break;
  }
  return true;
}

function replace(labels: Builder, relabeling: Relabeling, value: string): void {
  const found = findAll(relabeling.pattern, value)[0];
  if (found === undefined) return;
  const target = expand(relabeling, relabeling.targetLabel, found);
  if (isLabelName(target, relabeling.names)) set(labels, target, expand(relabeling, relabeling.replacement, found));
}

function replaceAll(relabeling: Relabeling, text: string, template: string): string {
  let result = '';
  let at = 0;
  for (const found of findAll(relabeling.pattern, text)) {
    result += text.slice(at, found.start) + expand(relabeling, template, found);
    at = found.end;
  }
  return result + text.slice(at);
}

const REFERENCE = /\$(?:\$|(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))?)/gu;

/** Fills $1, ${1}, $name and $$ as Go's Regexp.Expand does: `$1x` is a group named "1x", a lone $ stays. */
function expand({ pattern }: Relabeling, template: string, { groups }: Found): string {
  return template.replaceAll(REFERENCE, (all: string, braced: string | undefined, plain: string | undefined) => {
    if (all === '$$' || all === '$') return '$';
    const name = braced ?? plain ?? '';
    if (/^(?:0|[1-9]\d{0,8})$/.test(name)) return groups[Number(name)] ?? '';
    return groups.find((group, i) => group !== null && pattern.names[i] === name) ?? '';
  });
}
