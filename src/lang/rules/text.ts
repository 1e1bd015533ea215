/*
 * The operator writes a rule as JSON and reads that as YAML before anything else (sigs.k8s.io/yaml, in generateRulesConfiguration
 * of v0.93.0). YAML does not print some characters, and takes U+0085 for a line break.
 */

/** Anywhere in a rule these reject the whole object: DEL, the C1 controls but one, U+FFFE and U+FFFF. */
export const NOT_WRITABLE = /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/** A name of a label or annotation may not run over two lines. */
export const breaksKey = (key: string): boolean => key.includes('\u0085');

/** The text that comes out: one U+0085 folds into a space, n of them into n-1 line breaks, with the spaces around. In linear time: a run is tried at its first space only. */
export function stored(text: string): string {
  return text.replaceAll(/(?<! ) *\u0085(?: *\u0085)* */g, (breaks) => {
    const count = breaks.replaceAll(' ', '').length;
    return count === 1 ? ' ' : '\n'.repeat(count - 1);
  });
}
