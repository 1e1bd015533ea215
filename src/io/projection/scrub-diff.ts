/** Lines of manifests, as a diff shows them around a change, without credentials in them. */
import { MASK } from '../../kube/mask.ts';
import { scrubWords } from './scrub-text.ts';

/** A literal of an environment variable and the like, and not what only opens a map or a list; `secret: {name: x}` of a reference is on other lines. */
const VALUE =
  /^([-+ ]\s*(?:-\s+)?["']?(?:value|secret|password|passphrase|pwd|token|credentials|api[-_]?[Kk]ey)["']?:\s+)(?![{[]\s*$)\S.*$/;
/** The same without a space behind the colon, in braces or at the start of a line: YAML reads it as a name. */
const TIGHT =
  /(^[-+ ]\s*(?:-\s+)?|[{,]\s*)([\w-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|api[-_]?key):)(?![\s{[])[^\s,}\]]+/gi;
const BLOB = /^([-+ ].*?)[A-Za-z0-9+/]{40,}={0,2}/;

/** Lines of a unified diff; what is hidden is a mask, and the line no longer that of the file. */
export function withoutSecrets(lines: readonly string[]): readonly string[] {
  return lines.map((line) =>
    /^(?:---|\+\+\+|@@|\\)/.test(line)
      ? line
      : scrubWords(line.replace(VALUE, `$1${MASK}`).replace(TIGHT, `$1$2${MASK}`).replace(BLOB, `$1${MASK}`)),
  );
}
