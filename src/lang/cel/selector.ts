/*
 * The selection rule of kube/selector.ts in CEL, as the API server evaluates it in admission policies. Kubernetes keeps
 * keys and values of labels to letters that no quoting is needed for; they are quoted all the same.
 */
import type { Requirement, Selector } from '../../model/index.ts';

/** A text as CEL writes it: its escapes are those of JSON. Source: cel-spec doc/langdef.md, string and bytes values. */
export function celText(text: string): string {
  return JSON.stringify(text);
}

/** A list of texts. */
export function celTexts(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

/** All of these must hold; what always holds is left out. */
export function celAll(parts: readonly string[]): string {
  if (parts.includes('false')) return 'false';
  const left = parts.filter((part) => part !== 'true');
  return left.length === 0 ? 'true' : left.length === 1 ? (left[0] ?? '') : left.map(inBrackets).join(' && ');
}

/** One of these must hold. */
export function celAny(parts: readonly string[]): string {
  if (parts.includes('true')) return 'true';
  const left = parts.filter((part) => part !== 'false');
  return left.length === 0 ? 'false' : left.length === 1 ? (left[0] ?? '') : left.map(inBrackets).join(' || ');
}

const inBrackets = (text: string): string => (/^[!\w."[\]]+$/.test(text) ? text : `(${text})`);

/** Does a map of labels meet a requirement? `labels`: CEL of the map. */
export function requirementCel({ key, operator, values }: Requirement, labels: string): string {
  const present = `${celText(key)} in ${labels}`;
  const among = `${present} && ${labels}[${celText(key)}] in ${celTexts(values)}`;
  switch (operator) {
    case 'In':
      return among;
    case 'NotIn':
      return `!(${among})`;
    case 'Exists':
      return present;
    case 'DoesNotExist':
      return `!(${present})`;
  }
}

/** Does a selector take a map of labels? */
export function selectorCel(selector: Selector, labels: string): string {
  if (selector.kind === 'everything') return 'true';
  return selector.kind === 'matching'
    ? celAll(selector.requirements.map((requirement) => requirementCel(requirement, labels)))
    : 'false';
}

/** A valid key and value of a label. Source: apimachinery pkg/util/validation IsQualifiedName, IsValidLabelValue. */
const DNS = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const NAME = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const KEY = `^(${DNS}([.]${DNS})*/)?${NAME}$`;
const VALUE = `^(${NAME})?$`;

/**
 * What labels lack of a LabelSelector that is only known when the expression runs, as a list of texts: an empty one where it
 * takes them. `selector` is CEL of a selector that is there. As in Kubernetes, one expression that is not valid keeps it from
 * taking anything.
 */
export function unmetCel(selector: string, labels: string): string {
  const values = '(has(e.values) ? e.values : [])';
  const among = `e.key in ${labels} && ${labels}[e.key] in e.values`;
  const valid = `has(e.values) && size(e.values) > 0 && e.values.all(v, v.matches(${celText(VALUE)}))`;
  return [
    `(has(${selector}.matchLabels) ? ${selector}.matchLabels : {})`,
    `  .filter(k, !(k in ${labels} && ${labels}[k] == ${selector}.matchLabels[k]))`,
    `  .map(k, k + "=" + ${selector}.matchLabels[k]) +`,
    `(has(${selector}.matchExpressions) ? ${selector}.matchExpressions : []).filter(e, !(`,
    `    e.key.matches(${celText(KEY)}) &&`,
    '    e.key.indexOf("/") <= 253 && (',
    `      e.operator == "In" ? ${valid} && ${among} :`,
    `      e.operator == "NotIn" ? ${valid} && !(${among}) :`,
    `      e.operator == "Exists" ? size(${values}) == 0 && e.key in ${labels} :`,
    `      e.operator == "DoesNotExist" ? size(${values}) == 0 && !(e.key in ${labels}) : false)))`,
    `  .map(e, e.key + " " + e.operator + (size(${values}) > 0 ? " (" + e.values.join(", ") + ")" : ""))`,
  ].join('\n');
}
