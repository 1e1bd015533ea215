import type { CheckReport } from '../../app/check.ts';
import type { Subject } from '../../model/index.ts';
import { clusterWords, configWords } from './carried.ts';
import { command, filePath, inNamespace } from '../../kube/shell.ts';
import type { Word } from '../../kube/shell.ts';

/** More paths than these are left out. */
const PATHS = 3;

export interface Asked {
  readonly from: readonly string[];
  readonly captured: readonly string[];
  readonly namespace?: string | undefined;
  readonly defaultNamespace?: string | undefined;
  readonly stack?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly subjects: readonly Subject[];
  readonly config?: string | undefined;
  readonly cluster?: string | undefined;
  readonly runCommands?: boolean;
  /** promwire.yaml names the files. */
  readonly byConfig?: boolean;
}

/** What a shell gives in place of a file, or a tool made: it cannot be edited. */
const NO_FILE = /^(?:-$|\/dev\/|\/proc\/|\()/;

/** Which command changes what check found, where it can; undefined: none. Whether a change is well is proven by that command. */
export function fixOffer(counts: Pick<CheckReport, 'tried' | 'atSource'>, asked: Asked): string | undefined {
  const words = subjectWords(asked.subjects);
  if (counts.tried + counts.atSource === 0 || words === undefined) return undefined;
  const { from, captured, namespace, defaultNamespace, stack, byConfig = false } = asked;
  if (!byConfig && [...from, ...captured].some((path) => NO_FILE.test(path))) return undefined;
  const paths = byConfig ? [] : from.length > PATHS ? [{ word: 'PATH', left: '' }] : from.map(filePath);
  const parts = [
    ...words.map((word) => command`${word}`),
    ...paths.map(({ word }) => `--from ${word}`),
    ...(byConfig ? [] : captured.map((path) => command`--captured ${filePath(path)}`)),
    ...(namespace === undefined ? [] : [inNamespace(namespace).word]),
    ...(defaultNamespace === undefined ? [] : [command`--default-namespace ${defaultNamespace}`]),
    ...(stack === undefined ? [] : [command`--stack ${stack}`]),
  ];
  const carried = [clusterWords(asked), ...(byConfig ? configWords(asked) : [])];
  const word = [...parts.map((part) => ` ${part}`), ...carried.map((each) => each.word)].join('');
  const left = carried.flatMap((each) => each.left ?? []);
  const rest: Word = { word, ...(left.length > 0 ? { left: left.join(', ') } : {}) };
  return `${doneBy(counts)}, by:\n  ${command`promwire fix${rest}`}`;
}

/** What the command really does: what belongs in a source is printed, and never changed. */
function doneBy({ tried, atSource }: Pick<CheckReport, 'tried' | 'atSource'>): string {
  if (tried === 0)
    return `A fix for ${atSource} of these belongs in ${atSource === 1 ? 'its source' : 'their sources'}, and is printed where it holds`;
  const printed =
    atSource === 0
      ? ''
      : `, and one for ${atSource} more is printed for ${atSource === 1 ? 'its source' : 'their sources'}`;
  return `A fix for ${tried} of these is tried, and shown where it holds${printed}`;
}

/** The objects that were asked about, as they were written; undefined: it was something else, which fix does not take. */
function subjectWords(subjects: readonly Subject[]): readonly string[] | undefined {
  const words = subjects.flatMap((subject) => (subject.kind === 'object' ? [subject.object.word] : []));
  return words.length === subjects.filter(({ kind }) => kind !== 'everything').length ? words : undefined;
}
