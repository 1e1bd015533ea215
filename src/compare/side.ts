/** One of the two worlds that are compared. */
import type { ComparedPlace, Gap, Origin } from '../model/index.ts';
import { isIn } from '../kube/path-in.ts';
import type { Judged } from './facts.ts';

/** A judged world with what it is called, and how its files are. */
export interface Side extends Judged {
  readonly title: string;
  /** What the names of its files begin with on this side alone: "HEAD~1:/deploy/", "before/". */
  readonly prefix: string;
  /** What is read outside of that, with what it is called on both sides: "../../base". */
  readonly outside?: readonly { readonly path: string; readonly name: string }[];
  /** The same text for the same contents of a file; '' where it was not read. */
  readonly digest: (file: string) => string;
  /** What each kustomization lists, by its file: paths of files and folders. */
  readonly listed: ReadonlyMap<string, readonly string[]>;
  /** ConfigMaps and Secrets that kustomizations make of files, which are no objects here: their names before a hash. */
  readonly generated?: readonly { readonly kind: string; readonly name: string; readonly folder: string }[];
  /** The name of a file as a person opens it. */
  readonly shown: (file: string) => string;
  /** Of a revision: the path of a file in the repository. */
  readonly pathOf?: (file: string) => string;
}

/** Where it is written; nothing of a cluster. */
export function placeOf(
  { shown, pathOf }: Pick<Side, 'shown' | 'pathOf'>,
  side: 'base' | 'head',
  origin: Origin | undefined,
): { readonly place?: ComparedPlace } {
  if (origin?.source !== 'file') return {};
  const { file, line, column, value } = origin;
  const path = pathOf?.(file);
  return {
    place: {
      side,
      file: shown(file),
      ...(path === undefined ? {} : { path }),
      line,
      ...(column === undefined ? {} : { column }),
      ...(value === undefined
        ? {}
        : { value: { ...value, template: { ...value.template, file: shown(value.template.file) } } }),
    },
  };
}

/** The name of a file as it is on both sides. */
export function relative({ prefix, outside = [] }: Pick<Side, 'prefix' | 'outside'>, file: string): string {
  // What helm made is called by its command line, which names the folder of the chart.
  if (file.startsWith('(')) return file.replaceAll(/^[./]/.test(prefix) ? prefix : `./${prefix}`, './');
  // One file, or what came through a pipe, is the whole side.
  if (`${file}/` === prefix) return '';
  if (file.startsWith(prefix)) return file.slice(prefix.length);
  const there = outside.find(({ path }) => isIn(file, path));
  return there ? `${there.name}${file.slice(there.path.length)}` : file;
}

interface Unread {
  readonly gap: Gap;
  readonly file: string;
  /** As it is on both sides. */
  readonly name: string;
  readonly digest: string;
}

/** Files of a side that could not be read, or not wholly. */
export function filesUnread(side: Side): readonly Unread[] {
  return side.report.unknown.flatMap(({ gap }): readonly Unread[] => {
    const { reason, origin } = gap;
    if (reason !== 'invalid' || origin?.source !== 'file') return [];
    const { file } = origin;
    return [{ gap, file, name: relative(side, file), digest: side.digest(file) }];
  });
}

/** A sentence about files as a person opens them. */
export function shownText({ prefix, shown }: Pick<Side, 'prefix' | 'shown'>, text: string, file: string): string {
  return text.replaceAll(file, shown(file)).replaceAll(prefix, shown(prefix));
}

/** Is a file of that name, as it is on both sides, on this one? */
export function hasFile({ prefix, digest }: Pick<Side, 'prefix' | 'digest'>, name: string): boolean {
  return [name, `${prefix}${name}`].some((file) => digest(file) !== '');
}
