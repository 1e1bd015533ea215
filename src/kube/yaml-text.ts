/** Texts as YAML needs them, so that every reader takes them for texts (see render/yaml.ts). */

/** Anything a YAML reader would take for a word of its own, in any capitals. */
const WORD = /^(?:y|yes|n|no|on|off|true|false|null|~|=|<<)$/i;
/**
 * Numbers in every base and notation, dates, times and base 60; some harmless text (versions, addresses) too. The
 * `yaml` package takes `e0` for a number under YAML 1.1.
 */
const NUMBER_LIKE = /^(?:[-+]?\.?[0-9][0-9a-fA-FxXoO_.,:+\-tTzZ ]*|[eE][-+]?[0-9]+)$/;
/** Characters that mean something at the start of a plain scalar; a dot begins .inf and .nan. */
const INDICATOR = /^[-?:,[\]{}#&*!|>'"%@`=<~.+\\]/;
/** A comment or a mapping inside. */
const STRUCTURE = /: |:$| #/;
/**
 * Controls, formats that nobody sees, halves of a pair, and what the log of a workflow would obey (`##[` anywhere, `::` at
 * the beginning of a line, which only a block has).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]|##\[/u;
const ESCAPED = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]|#(?=#\[)/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Can it be left unquoted? */
export function isPlain(text: string): boolean {
  return (
    text !== '' &&
    text.trim() === text &&
    !INDICATOR.test(text) &&
    !STRUCTURE.test(text) &&
    !WORD.test(text) &&
    !NUMBER_LIKE.test(text) &&
    !UNPRINTABLE.test(text)
  );
}

/** In quotes. A half of a pair cannot be written at all and becomes U+FFFD. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text.replace(LONE_SURROGATE, '\ufffd'));
  return escaped.replace(ESCAPED, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** A label, or any other entry whose value is a text, to be pasted: `prometheus: "true"` and not `prometheus: true`. */
export function entryText(key: string, value: string): string {
  return [key, value].map((text) => (isPlain(text) ? text : quoted(text))).join(': ');
}
