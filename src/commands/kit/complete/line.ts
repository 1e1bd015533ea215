/** What a command line that is not finished asks for at its last word. */
import type { CommandSpec } from '../command.ts';
import { FLAGS } from '../flag-table.ts';
import type { FlagKey } from '../flag-table.ts';
import type { Flag } from '../flag.ts';
import { COMMANDS } from '../table.ts';

/** What the last word is a part of. */
export type Asked =
  /** The first word of a command, or the one behind `after`: "dashboard". */
  | { readonly kind: 'command'; readonly after?: string }
  | { readonly kind: 'flag' }
  | { readonly kind: 'value'; readonly flag: FlagKey }
  | { readonly kind: 'word' }
  | { readonly kind: 'nothing' };

export interface Line {
  readonly asked: Asked;
  /** What of the last word stays as it is: "--context=", "a,". */
  readonly before: string;
  /** What the rest of it begins with. */
  readonly typed: string;
  readonly command?: string;
  readonly spec?: CommandSpec;
  /** Words that are not flags, in front of the last one. */
  readonly words: readonly string[];
  /** Values of a flag so far, "" for one that has none. */
  readonly given: (flag: FlagKey) => readonly string[];
}

const SPECS: Readonly<Record<string, CommandSpec>> = COMMANDS;
const NAMES = Object.keys(COMMANDS);

export function isGroup(word: string): boolean {
  return NAMES.some((name) => name.startsWith(`${word} `));
}

/** The words behind `promwire`; the last one is being typed, and may be empty. */
export function readLine(all: readonly string[]): Line {
  const last = all.at(-1) ?? '';
  const [first = '', second = ''] = all;
  const nothing = { before: '', typed: last, words: [], given: () => [] };
  if (all.length < 2) return { ...nothing, asked: { kind: 'command' } };
  if (first === 'help')
    return { ...nothing, asked: all.length === 2 ? { kind: 'command' } : afterGroup(second, all.length === 3) };
  if (isGroup(first) && all.length === 2) return { ...nothing, asked: { kind: 'command', after: first } };
  const command = isGroup(first) ? `${first} ${second}` : first;
  const spec = Object.hasOwn(SPECS, command) ? SPECS[command] : undefined;
  if (spec === undefined) return { ...nothing, asked: { kind: 'nothing' } };
  return { command, spec, ...readArguments(spec.flags, all.slice(isGroup(first) ? 2 : 1)) };
}

function afterGroup(word: string, isThird: boolean): Asked {
  return isThird && isGroup(word) ? { kind: 'command', after: word } : { kind: 'nothing' };
}

function readArguments(
  keys: readonly FlagKey[],
  all: readonly string[],
): Pick<Line, 'asked' | 'before' | 'typed' | 'words' | 'given'> {
  const values = new Map<FlagKey, string[]>();
  const words: string[] = [];
  let waiting: FlagKey | undefined;
  let ended = false;
  for (const word of all.slice(0, -1)) {
    const flag = waiting === undefined && !ended ? flagIn(keys, word) : undefined;
    if (waiting !== undefined) {
      add(values, waiting, word);
      waiting = undefined;
    } else if (flag === undefined) {
      if (word === '--' && !ended) ended = true;
      else words.push(word);
    } else if (takesNext(FLAGS[flag.key]) && flag.value === undefined) waiting = flag.key;
    else add(values, flag.key, flag.value ?? '');
  }
  const last = all.at(-1) ?? '';
  const rest = { words, given: (flag: FlagKey): readonly string[] => values.get(flag) ?? [] };
  if (waiting !== undefined) return { ...rest, asked: { kind: 'value', flag: waiting }, ...ofList(waiting, '', last) };
  const flag = ended ? undefined : flagIn(keys, last);
  if (flag?.value !== undefined)
    return {
      ...rest,
      asked: { kind: 'value', flag: flag.key },
      ...ofList(flag.key, last.slice(0, last.length - flag.value.length), flag.value),
    };
  const isFlag = last.startsWith('-') && !ended;
  return { ...rest, asked: { kind: isFlag ? 'flag' : 'word' }, before: '', typed: last };
}

/** Several values in one word: what is in front of the last comma stays. */
function ofList(key: FlagKey, before: string, value: string): Pick<Line, 'before' | 'typed'> {
  const comma = isList(key) ? value.lastIndexOf(',') + 1 : 0;
  return { before: before + value.slice(0, comma), typed: value.slice(comma) };
}

/** Flags whose value may name several, with commas. */
export function isList(key: FlagKey): boolean {
  return ['contexts', 'clusters', 'only', 'skip'].includes(key);
}

function add(values: Map<FlagKey, string[]>, key: FlagKey, value: string): void {
  values.set(key, [...(values.get(key) ?? []), value]);
}

function takesNext({ value, bare }: Flag): boolean {
  return value !== undefined && bare === undefined;
}

/** The flag that a word names: "--context", "--context=a", "-n", "-nshop"; `value`: what of it is in the same word. */
function flagIn(
  keys: readonly FlagKey[],
  word: string,
): { readonly key: FlagKey; readonly value?: string } | undefined {
  const [, name, value] = /^--([^=]+)(?:=([^]*))?$/.exec(word) ?? [];
  const [, short, rest = ''] = /^-(\w)([^]*)$/.exec(word) ?? [];
  const key = keys.find((each) => {
    const flag: Flag = FLAGS[each];
    return name === undefined ? short !== undefined && flag.short === short : flag.name === name;
  });
  if (key === undefined) return undefined;
  const flag: Flag = FLAGS[key];
  const inWord = name === undefined ? (flag.value === undefined || rest === '' ? undefined : rest) : value;
  return inWord === undefined ? { key } : { key, value: inWord };
}
