import { editTexts } from '../../../../src/io/files/edit/index.ts';
import type { FieldEdit } from '../../../../src/io/files/edit/index.ts';

/** The text after edits of the one object of a document, or why it stays as it is. */
export function editText(
  text: string,
  document: number,
  edits: readonly FieldEdit[],
): { readonly text: string } | { readonly refused: string } {
  const edited = editTexts(text, [{ document, edits }]);
  const refused = edited.refused.get(0);
  return refused === undefined ? { text: edited.text } : { refused };
}
