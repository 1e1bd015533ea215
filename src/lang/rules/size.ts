import type { Json } from '../../model/index.ts';
import { stored } from './text.ts';

/**
 * Between how many bytes the YAML of a rule lies that the operator writes. Its exact form is the printer's choice (plain,
 * quoted, block), so the answer is a span: nothing may be claimed between the two.
 */
export function ruleSize(value: Json): { readonly least: number; readonly most: number } {
  let least = 0;
  let most = 0;
  const open: { readonly value: Json; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { value: current, depth } = item;
    if (current !== null && typeof current === 'object') {
      for (const [key, child] of Object.entries(current)) {
        if (child === null) continue;
        const name = Array.isArray(current) ? 1 : utf8Length(key) + 1;
        least += name + 1;
        // Indentation, dash, a colon, quotes, a line break.
        most += name + 2 * depth + 12;
        open.push({ value: child, depth: depth + 1 });
      }
    } else if (typeof current === 'string') {
      const bytes = utf8Length(current);
      // Line breaks fold into less on the way.
      const lost = bytes - utf8Length(stored(current));
      const breaks = current.split('\n').length;
      least += Math.max(0, bytes - lost - breaks);
      // A character may be escaped ("\u2028", two backslashes), a line may be folded or indented.
      most += bytes + escapes(current) + breaks * (2 * depth + 4) + Math.ceil(bytes / 40) * (2 * depth + 4) + 4;
    } else {
      least += String(current).length;
      most += String(current).length + 2;
    }
  }
  return { least, most };
}

const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** What escaping could add: ten bytes for a character that YAML does not print, one for a quote or backslash. */
function escapes(text: string): number {
  let count = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x20 || code > 0x7e) count += 10;
    else if (char === '"' || char === '\\' || char === "'") count += 1;
  }
  return count;
}
