import { parseFloat64, parseInt64, parseUint } from '../go/number.ts';
import { readEscape } from '../go/string.ts';
import type { Token } from './lex.ts';

/** Why Go refuses a number or character constant of a template (newNumber of text/template/parse); undefined: it does not. */
export function numberProblem({ kind, text }: Token): string | undefined {
  if (kind === 'char') return characterProblem(text);
  const bad = `illegal number syntax: ${JSON.stringify(text)}`;
  if (kind === 'complex') return isComplex(text) ? undefined : bad;
  if (text.endsWith('i') && parseFloat64(text.slice(0, -1)) !== undefined) return undefined;
  if (parseUint(text) !== undefined || parseInt64(text) !== undefined) return undefined;
  if (parseFloat64(text) === undefined) return bad;
  return /[.eEpP]/.test(text) ? undefined : `integer overflow: ${JSON.stringify(text)}`;
}

/** 'x', quotes included: one character or one escape. */
function characterProblem(text: string): string | undefined {
  const inner = text.slice(1);
  const malformed = `malformed character constant: ${text}`;
  if (inner.startsWith("'")) return 'invalid syntax';
  if (!inner.startsWith('\\')) {
    const width = (inner.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
    return inner.slice(width) === "'" ? undefined : malformed;
  }
  const escape = readEscape(inner, 0, "'");
  if (escape === undefined) return 'invalid syntax';
  return inner.slice(escape.end) === "'" ? undefined : malformed;
}

/** As fmt.Sscan reads a complex number: two floats, the second with its sign and an i; what follows is ignored. */
const FLOAT = String.raw`(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eEpP][+-]?[0-9_]*)?)`;
const COMPLEX = new RegExp(`^([+-]?${FLOAT})([+-]${FLOAT})i`);

function isComplex(text: string): boolean {
  const parts = COMPLEX.exec(text);
  return parts !== null && [parts[1], parts[2]].every((part) => isScannedFloat(part ?? ''));
}

/** A decimal with a binary exponent ("1p4") is read by fmt alone. */
function isScannedFloat(text: string): boolean {
  const mixed = /^([^xX]*?)p([+-]?[0-9]+)$/.exec(text);
  return parseFloat64(mixed === null ? text : (mixed[1] ?? '')) !== undefined;
}
