/*
 * strings.ToLower and strings.ToUpper of Go: rune by rune, one rune for one, where JavaScript may answer several or look
 * at the neighbours.
 */

/** Greek letters with iota whose upper case is one rune for Go and two for JavaScript, to how far it lies away. */
const IOTA = /[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7\u1fb3\u1fc3\u1ff3]/;

export const toLower = (text: string): string =>
  mapRunes(text, (rune) => (rune === '\u0130' ? 'i' : rune.toLowerCase()));

export const toUpper = (text: string): string =>
  mapRunes(text, (rune) => {
    if (!IOTA.test(rune)) return rune.toUpperCase();
    const code = rune.charCodeAt(0);
    return String.fromCharCode(code + (code < 0x1fb0 ? 8 : 9));
  });

function mapRunes(text: string, map: (rune: string) => string): string {
  let result = '';
  for (const rune of text) {
    const mapped = map(rune);
    result +=
      (mapped.codePointAt(0) ?? 0) > 0xffff
        ? mapped.length === 2
          ? mapped
          : rune
        : mapped.length === 1
          ? mapped
          : rune;
  }
  return result;
}
