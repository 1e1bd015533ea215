/** PrometheusRules: of annotations what can be wrong with them, and nothing of their text. */
import { Buffer } from 'node:buffer';
import { MASK } from '../../kube/mask.ts';
import { isSecretName, secretValue } from './label-values.ts';
import { expressions, isRecord, presence, type Keep } from './scrub.ts';
import { scrubExpression } from './scrub-text.ts';

/** Actions of a Go template; one that is not closed goes to the end. */
const ACTION = /\{\{(?:(?!\}\})[^])*(?:\}\}|$)/g;
const LETTERS = /[\p{L}\p{N}]+/gu;

/** Letters as so many bytes: the size of a rule counts, and the place of a mistake. */
const covered = (text: string): string => text.replace(LETTERS, (letters) => 'x'.repeat(Buffer.byteLength(letters)));

function templateOnly(text: string): string {
  let result = '';
  let done = 0;
  for (const match of text.matchAll(ACTION)) {
    result += covered(text.slice(done, match.index)) + scrubExpression(match[0]);
    done = match.index + match[0].length;
  }
  return result + covered(text.slice(done));
}

/** Text that is no template may be anything: a link with a token, a note of an operator. */
const annotations: Keep = (value, flaws, depth) => {
  const kept = expressions(value, flaws, depth);
  if (!isRecord(kept)) return kept;
  return Object.fromEntries(
    Object.entries(kept).map(([name, text]) => [name, typeof text === 'string' ? templateOnly(text) : text]),
  );
};

/** A credential in a label (receivers take addresses and keys from there) is not kept; that there is a value is. */
const labels: Keep = (value, flaws, depth) => {
  const kept = expressions(value, flaws, depth);
  if (!isRecord(value) || !isRecord(kept)) return kept;
  return Object.fromEntries(Object.entries(kept).map(([name, text]) => [name, labelValue(name, value[name], text)]));
};

function labelValue(name: string, raw: unknown, kept: unknown): unknown {
  // Of a wrong type, which stays.
  if (typeof raw !== 'string') return !isSecretName(name) ? kept : typeof raw === 'number' ? 0 : presence(raw, [], 0);
  if (secretValue(name, raw) === raw) return kept;
  return raw.includes('{{') ? templateOnly(raw) : MASK;
}

const mapped =
  (keep: Keep): Keep =>
  (value, flaws, depth) =>
    Array.isArray(value) ? value.map((item) => keep(item, flaws, depth + 1)) : value;

/** Replaces one field of a map where it is. */
const within =
  (field: string, keep: Keep): Keep =>
  (value, flaws, depth) =>
    isRecord(value) && Object.hasOwn(value, field)
      ? { ...value, [field]: keep(value[field], flaws, depth + 1) }
      : value;

const rule: Keep = (value, flaws, depth) =>
  within('labels', labels)(within('annotations', annotations)(value, flaws, depth), flaws, depth);
const group: Keep = (value, flaws, depth) =>
  within('labels', labels)(within('rules', mapped(rule))(value, flaws, depth), flaws, depth);
/** Before what looks at expressions, which would leave of a credential a part. */
const inGroups = within('groups', mapped(group));

/** The spec of a PrometheusRule. */
export const rules: Keep = (value, flaws, depth) => expressions(inGroups(value, flaws, depth), flaws, depth);
