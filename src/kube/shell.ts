/** Commands that a person pastes into a shell. Names come from objects that others wrote, and may be anything. */

import type { Ref } from '../model/index.ts';

/** What needs no quoting in a shell. */
export const BARE = /^[\w.,:=/+-]+$/;

/** Of what the names of Kubernetes, Helm, Prometheus and their kinds consist; none begins like a flag, or is so long. */
const NAME = /^[A-Za-z0-9_](?:[\w.:/-]{0,318}\w)?$/;

/** A part of a command that is as it has to be; `left`: the words in it, separated by commas, that stand for names that are none. */
export interface Word {
  readonly word: string;
  readonly left?: string;
}

/** What a file can be called and nobody sees, or what would end the line. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** A word of a command that is pasted into a shell. One that begins with a dash is a flag all the same. */
export function shellWord(text: string): string {
  return BARE.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A path in a command: any but one that nobody could see as it is. */
export function filePath(path: string): Word {
  return HIDDEN.test(path) ? { word: 'FILE', left: 'FILE' } : { word: shellWord(path.replace(/^-/, './-')) };
}

/** Whether anything can be called that. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** A name in a command; what nothing can be called is left out, and the word in its place stands for it. */
export function nameWord(name: string, place = 'NAME'): Word {
  return isName(name) ? { word: name } : { word: place, left: place };
}

/** An application in a command: KIND/NAME, or the file that describes it. */
export function applicationWord({ word, file }: { readonly word: string; readonly file?: string }): Word {
  if (file === undefined) return nameWord(word);
  const path = filePath(file);
  return { ...path, word: `--profile ${path.word}` };
}

/** "-n shop", of such a command; "-n NAMESPACE" where it is not known. */
export function inNamespace(namespace = ''): Word {
  if (namespace === '') return { word: '-n NAMESPACE' };
  const { word, left } = nameWord(namespace, 'NAMESPACE');
  return { word: `-n ${word}`, ...(left === undefined ? {} : { left }) };
}

/**
 * A command as it is written here, with each value as one word of it: a text is a name. Every command that is printed with a
 * value in it is made by this (test/house.test.ts). A name that is none is not in it, which is said behind it, as a shell
 * comment.
 */
export function command(texts: TemplateStringsArray, ...values: readonly (string | Word)[]): string {
  const words = values.map((value) => (typeof value === 'string' ? nameWord(value) : value));
  const left = [...new Set(words.flatMap((each) => each.left?.split(', ') ?? []))];
  const line = texts.map((text, i) => `${text}${words[i]?.word ?? ''}`).join('');
  const why = left.length === 1 ? 'it is no valid name' : 'they are no valid names';
  return left.length === 0 ? line : `${line} # ${left.join(', ')}: not printed, since ${why}`;
}

/** The command that makes what scrapes an object. */
export function wiringIn({ kind, name, namespace }: Ref): string {
  return command`promwire setup ${`${kind.toLowerCase()}/${name}`} ${inNamespace(namespace)}`;
}
