/** Fixes carried out in files: edited in place, read again, and kept where nothing is worse. */
import { ownerOf, printOwner } from '../kube/owner.ts';
import { groupBy } from '../kube/group.ts';
import { reporting } from '../judge/report.ts';
import type { FileText } from '../io/files/file-texts.ts';
import type { EditedFile } from '../io/files/write-edited.ts';
import { editText } from '../io/files/edit/index.ts';
import { inTurns } from '../io/turns.ts';
import type { KubeObject, LeftAlone, ObjectFix, Origin, Snapshot } from '../model/index.ts';
import { fixesOf } from '../plan/fixes.ts';
import { proveFixes } from '../plan/prove-fixes.ts';
import type { Looked } from '../plan/prove-fixes.ts';
import { clusterChecks } from '../registry.ts';
import { checkAnalysis } from './check.ts';
import type { CheckReport } from './check.ts';
import { analysisOf, readFiles } from './read.ts';
import type { ReadFilesOptions } from './read.ts';
import type { CheckOptions } from './question.ts';

/** One file before and after; `file`: as it is shown. */
export interface FixedFile extends EditedFile {
  readonly file: string;
}

export interface FixedFiles {
  readonly files: readonly FixedFile[];
  readonly fixes: readonly ObjectFix[];
  /** What could be fixed and is not. */
  readonly left: readonly LeftAlone[];
  /** What is found when the files are as they become. */
  readonly after: CheckReport;
}

export interface FixFilesOptions extends CheckOptions, Pick<ReadFilesOptions, 'signal' | 'onNote'> {
  /** The namespace of objects that name none. */
  readonly defaultNamespace?: string | undefined;
}

type InFile = Extract<Origin, { source: 'file' }>;

/**
 * Finds what is wrong in files (see check), and how they read when it is fixed. Nothing is written. Throws PromwireError
 * 'usage' where a path or a name is not known.
 */
export async function fixFiles(paths: readonly string[], options: FixFilesOptions = {}): Promise<FixedFiles> {
  const { fileTexts } = await import('../io/files/file-texts.ts');
  const { defaultNamespace, namespace, signal, onNote } = options;
  const read = async (texts?: ReadonlyMap<string, string>): ReturnType<typeof readFiles> =>
    await readFiles(paths, {
      namespace: defaultNamespace ?? namespace,
      signal,
      texts: texts ?? new Map(),
      ...(texts || !onNote ? {} : { onNote }),
    });
  const snapshot = await read();
  const look = async (read: Snapshot): Promise<Looked> => await lookedAt(analysisOf(read), signal);
  const before = await look(snapshot);
  const asked = await checkAnalysis(before.analysis, options, snapshot.places);
  const wanted = fixesOf(asked.findings, before.analysis.world);
  const texts = await fileTexts(
    wanted.fixes.flatMap(({ object }) => {
      const { origin } = before.analysis.world.get(object) ?? {};
      return origin?.source === 'file' ? [origin.file] : [];
    }),
    paths,
  );
  const { possible, left } = possibleIn(before, wanted.fixes, texts);
  const edited = (fixes: readonly ObjectFix[]): ReadonlyMap<string, string> => editedTexts(before, fixes, texts);
  const proven = await proveFixes(before, possible, async (fixes) => await look(await read(edited(fixes))));
  const becomes = edited(proven.fixes);
  const last = becomes.size > 0 ? await read(becomes) : snapshot;
  return {
    files: [...becomes].flatMap(([file, text]) => {
      const read = texts.get(file);
      return read ? [{ ...read, file, was: read.text, becomes: text }] : [];
    }),
    fixes: proven.fixes,
    left: [...wanted.left, ...left, ...proven.left],
    after: becomes.size === 0 ? asked : await checkAnalysis(proven.after.analysis, options, last.places),
  };
}

async function lookedAt(analysis: Looked['analysis'], signal: AbortSignal | undefined): Promise<Looked> {
  return { analysis, report: await inTurns(reporting(analysis, clusterChecks), signal) };
}

/** Fixes whose object is in a file that may be edited, and whose text can be. */
function possibleIn(
  before: Looked,
  fixes: readonly ObjectFix[],
  texts: ReadonlyMap<string, FileText>,
): { readonly possible: readonly ObjectFix[]; readonly left: readonly LeftAlone[] } {
  const left: LeftAlone[] = [];
  const possible = fixes.filter((fix) => {
    const why = whyNot(before, fix, texts);
    if (why !== undefined) left.push({ object: fix.object, why });
    return why === undefined;
  });
  return { possible, left };
}

function whyNot({ analysis }: Looked, fix: ObjectFix, texts: ReadonlyMap<string, FileText>): string | undefined {
  const object = analysis.world.get(fix.object);
  if (object?.origin.source !== 'file') return 'It is in none of the files.';
  const { file } = object.origin;
  const source = sourceOf(object);
  if (source !== undefined) return `${source}: change it there.`;
  const text = texts.get(file);
  if (text?.refused !== undefined || !text) return `${file} ${text?.refused ?? 'cannot be read a second time'}.`;
  const edited = editText(text.text, object.origin.document, editsOf(object.origin, fix));
  return 'refused' in edited ? `${file} is left as it is: ${edited.refused}.` : undefined;
}

/** What makes the text of an object, so that a change of it would be lost. */
function sourceOf(object: KubeObject): string | undefined {
  if (object.template !== undefined) return `It is rendered from ${object.template}`;
  const owner = ownerOf(object);
  return owner?.kind === 'helm' || owner?.kind === 'controller' ? `It is from ${printOwner(owner)}` : undefined;
}

function editsOf({ within = [] }: InFile, { fields }: ObjectFix): Parameters<typeof editText>[2] {
  return fields.map(({ path, becomes }) => ({ path: [...within, ...path], becomes: becomes ?? undefined }));
}

/** The files after fixes of which each can be made. */
function editedTexts(
  { analysis }: Looked,
  fixes: readonly ObjectFix[],
  texts: ReadonlyMap<string, FileText>,
): ReadonlyMap<string, string> {
  const placed = fixes.flatMap((fix) => {
    const origin = analysis.world.get(fix.object)?.origin;
    return origin?.source === 'file' ? [{ fix, origin }] : [];
  });
  const after = [...groupBy(placed, ({ origin }) => origin.file)].flatMap(([file, group]) => {
    const was = texts.get(file);
    if (!was || was.refused !== undefined) return [];
    const text = group.reduce((now, { fix, origin }) => {
      const edited = editText(now, origin.document, editsOf(origin, fix));
      // What cannot be edited after all leaves its finding, and with that the fix is not made.
      return 'text' in edited ? edited.text : now;
    }, was.text);
    return text === was.text ? [] : [[file, text] as const];
  });
  return new Map(after);
}
