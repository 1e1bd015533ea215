/** Fixes carried out in files: edited in place, read again, and kept where nothing is worse. */
import { ownerOf, printOwner } from '../kube/owner.ts';
import { groupBy } from '../kube/group.ts';
import { reporting } from '../judge/report.ts';
import type { FileText } from '../io/files/file-texts.ts';
import type { EditedFile } from '../io/files/write-edited.ts';
import { editText, isNextToSecret } from '../io/files/edit/index.ts';
import { inTurns } from '../io/turns.ts';
import type { Finding, KubeObject, LeftAlone, ObjectFix, Origin, Ref, Snapshot, SourceFix } from '../model/index.ts';
import { causeKey, fieldsChange, fixesOf } from '../plan/fixes.ts';
import { proveFixes } from '../plan/prove-fixes.ts';
import type { Looked } from '../plan/prove-fixes.ts';
import { sourceFixes } from '../plan/source-fix/index.ts';
import { after } from '../plan/world-after.ts';
import { clusterChecks } from '../registry.ts';
import { checkAnalysis } from './check.ts';
import type { CheckReport } from './check.ts';
import { analysisOf, readFiles } from './read.ts';
import type { ReadFilesOptions } from './read.ts';
import type { CheckOptions } from './question.ts';

/** One file before and after; `file`: as it is shown. */
export interface FixedFile extends EditedFile {
  readonly file: string;
  /** Lines around a change may be those of a Secret. */
  readonly secret: boolean;
}

export interface FixedFiles {
  readonly files: readonly FixedFile[];
  readonly fixes: readonly ObjectFix[];
  /** What could be fixed and is not. */
  readonly left: readonly LeftAlone[];
  /** What fixes objects of other owners at their source, proven with all of `fixes` done. */
  readonly sources: readonly SourceFix[];
  /** What is found when the files are as they become. */
  readonly after: CheckReport;
}

export interface FixFilesOptions extends CheckOptions, Pick<ReadFilesOptions, 'signal' | 'onNote'> {
  /** The namespace of objects that name none. */
  readonly defaultNamespace?: string | undefined;
  /** Where what the sources take will be, as it is named in commands. */
  readonly folder?: string;
}

type InFile = Extract<Origin, { source: 'file' }>;

/**
 * Finds what is wrong in files (see check), and how they read when it is fixed. Nothing is written. Throws PromwireError
 * 'usage' where a path or a name is not known.
 */
export async function fixFiles(paths: readonly string[], options: FixFilesOptions = {}): Promise<FixedFiles> {
  const { fileTexts } = await import('../io/files/file-texts.ts');
  const { placesOf } = await import('../io/files/index.ts');
  const { defaultNamespace, namespace, signal, onNote } = options;
  const reading = { namespace: defaultNamespace ?? namespace, signal };
  const read = async (texts: ReadonlyMap<string, string>): ReturnType<typeof readFiles> =>
    await readFiles(paths, { ...reading, texts });
  const look = async (each: Snapshot): Promise<Looked> => await lookedAt(analysisOf(each), signal);
  const whole = await readFiles(paths, { ...reading, ...(onNote ? { onNote } : {}) });
  const asked = await checkAnalysis(analysisOf(whole), options, whole.places);
  const before = await look(await read(new Map()));
  const differs = differenceOf(asked, await checkAnalysis(before.analysis, options));
  const wanted = fixesOf(asked.findings.filter(differs.isInBoth), before.analysis.world);
  const texts = await fileTexts(
    wanted.fixes.flatMap(({ object }) => placeOf(before, object)?.file ?? []),
    paths,
  );
  const { possible, left } = possibleIn(before, wanted.fixes, texts, signal);
  const edited = (fixes: readonly ObjectFix[]): ReadonlyMap<string, string> => editedTexts(before, fixes, texts);
  const proven = await proveFixes(before, possible, async (fixes) => await look(await read(edited(fixes))));
  const becomes = edited(proven.fixes);
  const files = [...becomes].flatMap(([file, text]) => {
    const was = texts.get(file);
    if (!was) return [];
    const { folder, path, bom } = was;
    const edits = proven.fixes.flatMap(({ object }) => placeOf(before, object) ?? []);
    const secret = edits.some((at) => at.file === file && isNextToSecret(was.text, at.document));
    return [{ file, folder, path, bom, was: was.text, becomes: text, secret }];
  });
  const all = {
    files,
    left: [...wanted.left, ...left, ...proven.left],
    sources: await atSource(proven.after, wanted.fixes, options),
  };
  if (becomes.size === 0) return { ...all, fixes: [], after: asked };
  const then = differs.with(await checkAnalysis(proven.after.analysis, options, placesOf(becomes)));
  return { ...all, fixes: proven.fixes, after: then };
}

/** Fixes of objects that a chart or a controller makes, proven as if their sources had them. */
async function atSource(
  now: Looked,
  fixes: readonly ObjectFix[],
  { folder = 'DIR', signal }: FixFilesOptions,
): Promise<readonly SourceFix[]> {
  const { world } = now.analysis;
  const owned = fixes.filter(({ object }) => {
    const found = world.get(object);
    return found !== undefined && sourceOf(found) !== undefined;
  });
  const look = async (some: readonly ObjectFix[]): Promise<Looked> =>
    await lookedAt(after(now.analysis, some.map(fieldsChange)), signal);
  const proven = await proveFixes(now, owned, look);
  return sourceFixes(proven.fixes, { world, umbrellas: now.analysis.umbrellas(), folder });
}

/**
 * What check says of the files, where kustomize builds some of them, and what is said without it: an edited text is on no
 * disk that kustomize could read. `with`: what is said of edited texts, as far as that was said before, and what only
 * kustomize shows.
 */
function differenceOf(
  asked: CheckReport,
  without: CheckReport,
): { readonly isInBoth: (finding: Finding) => boolean; readonly with: (after: CheckReport) => CheckReport } {
  const built = new Set(asked.findings.map(causeKey));
  const plain = new Set(without.findings.map(causeKey));
  const gapOf = ({ gap }: CheckReport['unknown'][number]): string => JSON.stringify(gap);
  const open = new Set(without.unknown.map(gapOf));
  return {
    isInBoth: (finding) => plain.has(causeKey(finding)),
    with: (after) => ({
      ...after,
      findings: [
        ...after.findings.filter((finding) => built.has(causeKey(finding)) || !plain.has(causeKey(finding))),
        ...asked.findings.filter((finding) => !plain.has(causeKey(finding))),
      ],
      unknown: [...after.unknown, ...asked.unknown.filter((entry) => !open.has(gapOf(entry)))],
    }),
  };
}

/** Where an object is written. */
function placeOf({ analysis }: Looked, object: Ref): InFile | undefined {
  const origin = analysis.world.get(object)?.origin;
  return origin?.source === 'file' ? origin : undefined;
}

async function lookedAt(analysis: Looked['analysis'], signal: AbortSignal | undefined): Promise<Looked> {
  return { analysis, report: await inTurns(reporting(analysis, clusterChecks), signal) };
}

/** Fixes whose object is in a file that may be edited, and whose text can be. */
function possibleIn(
  before: Looked,
  fixes: readonly ObjectFix[],
  texts: ReadonlyMap<string, FileText>,
  signal: AbortSignal | undefined,
): { readonly possible: readonly ObjectFix[]; readonly left: readonly LeftAlone[] } {
  const left: LeftAlone[] = [];
  const possible = fixes.filter((fix) => {
    signal?.throwIfAborted();
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
  before: Looked,
  fixes: readonly ObjectFix[],
  texts: ReadonlyMap<string, FileText>,
): ReadonlyMap<string, string> {
  const placed = fixes.flatMap((fix) => {
    const origin = placeOf(before, fix.object);
    return origin ? [{ fix, origin }] : [];
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
