/** HTML that is safe by how it is made: every text in a template is escaped, and only what a template made is taken as it is. */
import { visible, visibleLines } from '../visible.ts';

/** What a template made. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[] | undefined;

/** Characters of one text: a name may have a megabyte. */
const LONG = 2000;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** markup`<b title="${name}">${name}</b>`: values are text, between tags and in quoted attributes alike. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.map((part, i) => (i === 0 ? '' : textOf(values[i - 1])) + part).join('') };
}

/** Lines that are copied, whole. */
export function lines(text: string): Markup {
  return { markup: escaped(visibleLines(text)) };
}

function textOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(visible(value.length > LONG ? `${value.slice(0, LONG)} …` : value));
  if ('markup' in value) return value.markup;
  return value.map(({ markup }) => markup).join('');
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
