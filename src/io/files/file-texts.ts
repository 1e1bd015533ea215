/** Texts of files that are to be edited, and why others are not. */
import { lstat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { codeOf } from '../error-code.ts';
import { readBytes } from '../read-file.ts';
import { isTemplate } from './unfilled.ts';
import { reasonOf } from './node-error.ts';
import { textOf } from './text.ts';

/** A text and its place; `refused`: why it is not edited, in words that go on after the name of the file. */
export interface FileText {
  /** The path that was given and holds it (its folder, where the file itself was given), and the way from there. */
  readonly folder: string;
  readonly path: string;
  readonly text: string;
  /** A byte order mark stands before the text. */
  readonly bom: boolean;
  readonly refused?: string;
  /** The name of the file in words, where it is another one than the path. */
  readonly called?: string;
}

/** What tools write above what they made. Source: https://go.dev/s/generatedcode, and what generators of YAML write. */
const GENERATED =
  /\b(?:do not edit|don't edit|not be edited|auto-?generated|generated (?:by|from|with|using|automatically))\b|@generated\b/i;
/** The comments at the beginning of a text. */
const HEAD = /^(?:[^\S\n]*(?:(?:#|\/\/)[^\n]*|---[^\n]*)?(?:\n|$)){1,60}/;

/** The texts of `files`, each below one of `paths`. Never rejects for what a file is or holds. */
export async function fileTexts(
  files: readonly string[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, FileText>> {
  const texts = new Map<string, FileText>();
  for (const file of new Set(files)) texts.set(file, await fileText(file, paths));
  return texts;
}

async function fileText(file: string, paths: readonly string[]): Promise<FileText> {
  const given = paths.find((path) => path !== file && !relative(path, file).startsWith('..'));
  const folder = given ?? dirname(file);
  const path = relative(folder, file).split(sep).join('/');
  const refuse = (refused: string): FileText => ({ folder, path, text: '', bom: false, refused });
  try {
    if (await isLinked(folder, path)) return refuse('is a symbolic link, or behind one, and not written through it');
    const bytes = await readBytes(file);
    const decoded = textOf(bytes);
    if ('refused' in decoded) return refuse(`is not edited: ${decoded.refused}`);
    if (bytes[0] === 0xff || bytes[0] === 0xfe) return refuse('is UTF-16, and kept as it is');
    const { text } = decoded;
    if (GENERATED.test(HEAD.exec(text)?.[0] ?? ''))
      return refuse('says in its first lines that a tool makes it: change what it is made from');
    if (isTemplate(text)) return refuse('is a template: change it by hand, or the value that it is filled with');
    return { folder, path, text, bom: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return refuse(`cannot be read a second time: ${reasonOf(error)}`);
  }
}

async function isLinked(folder: string, path: string): Promise<boolean> {
  let at = folder;
  for (const part of path.split('/')) {
    at = join(at, part);
    if ((await lstat(at)).isSymbolicLink()) return true;
  }
  return false;
}
