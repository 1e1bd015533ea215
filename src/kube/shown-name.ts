/**
 * Names of fields and keys as they may be shown. Without the space behind its colon YAML reads `password:hush` as a name, so
 * that a name may be a secret: of one that is none, only what stands before the colon is shown.
 */
import { MASK } from './mask.ts';

const NAME = /^(?:[A-Za-z0-9][\w.-]{0,252}\/)?[A-Za-z_][\w.-]{0,63}$/;

/** The name of a field. */
export function shownField(name: string): string {
  if (NAME.test(name)) return name;
  const head = name.slice(0, Math.max(0, name.indexOf(':')));
  return NAME.test(head) ? `${head}:${MASK}` : MASK;
}

/** A key that is data, of a label or a parameter: none has a colon in it. */
export const shownKey = (key: string): string => (key.includes(':') ? shownField(key) : key);

/** What is said of a field that there is not. */
export function noSuchField(name: string): string {
  if (NAME.test(name)) return 'no such field';
  return name.includes(':')
    ? 'no such field; if what follows the colon is its value, put a space behind the colon'
    : 'no such field; its name is no name of a field and is not shown';
}
