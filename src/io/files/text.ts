/** Bytes to text: UTF-8 with or without BOM, UTF-16 with BOM (what PowerShell's `>` writes). */

import { codeOf } from '../error-code.ts';
import type { FilePorts } from './walk.ts';

/** The text, or why there is none. */
export type Text = { readonly text: string } | { readonly refused: string; readonly binary?: true };

function decode(bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): Text {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch (error) {
    if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return { refused: `it is not ${encoding.toUpperCase()} text` };
    throw error;
  }
}

/** Decodes a file. Binary content is refused. */
export function textOf(bytes: Uint8Array): Text {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, 'utf-16be');
  if (bytes.subarray(0, 8192).includes(0)) return { refused: 'it is a binary file', binary: true };
  return decode(bytes, 'utf-8');
}

/** The text of a file; undefined where it is not there, may not be read, or is none. */
export async function textAt(ports: Pick<FilePorts, 'read'>, file: string): Promise<string | undefined> {
  try {
    const decoded = textOf(await ports.read(file));
    return 'refused' in decoded ? undefined : decoded.text;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}
