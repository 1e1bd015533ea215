/** Fixes carried out in files: edited in place, read again, and kept where nothing is worse. */
import { builderOf } from '../kube/kustomization-file.ts';
import { setterOf } from '../kube/label-setter.ts';
import { sourceOf } from '../kube/owner.ts';
import { groupBy } from '../kube/group.ts';
import { chartKnownFor } from '../judge/known-chart.ts';
import { reporting } from '../judge/report.ts';
import type { FileText } from '../io/files/file-texts.ts';
import type { EditedFile } from '../io/files/write-edited.ts';
import { editTexts, isNextToSecret } from '../io/files/edit/index.ts';
import type { ObjectEdits } from '../io/files/edit/index.ts';
import { inTurns } from '../io/turns.ts';
import type {
  Expected,
  Finding,
  KubeObject,
  LeftAlone,
  ObjectFix,
  Origin,
  Ref,
  Snapshot,
  SourceFix,
  Way,
} from '../model/index.ts';
import { causeKey, fieldsChange, fixesOf, leftOf } from '../plan/fixes.ts';
import { withWays } from '../plan/priced-ways.ts';
import type { CommandWords } from '../plan/priced-ways.ts';
import { wantedFixes } from '../plan/wanted-fixes.ts';
import { proveFixes } from '../plan/prove-fixes.ts';
import type { Looked } from '../plan/fix-problems.ts';
import { sourceFixes } from '../plan/source-fix/index.ts';
import { after } from '../plan/world-after.ts';
import { clusterChecks } from '../registry.ts';
import { checkAnalysis } from './check.ts';
import type { CheckReport } from './check.ts';
import { editable } from '../io/files/editable-texts.ts';
import { asInGit } from './file-names.ts';
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

export interface FixFilesOptions
  extends CheckOptions, Pick<ReadFilesOptions, 'signal' | 'onNote' | 'captured' | 'notSources' | 'rendered'> {
  /** Files and folders among the paths that are not edited, as `captured` are not. */
  readonly kept?: readonly string[] | undefined;
  /** Objects that must be taken. */
  readonly expected?: readonly Expected[] | undefined;
  /** The report without what is excused, which is not fixed. */
  readonly excused?: ((report: CheckReport) => CheckReport) | undefined;
  /** The namespace of objects that name none. */
  readonly defaultNamespace?: string | undefined;
  /** Where what the sources take will be, as it is named in commands. */
  readonly folder?: string;
  /** The way that is taken; absent: the least invasive one. */
  readonly how?: Way | undefined;
  /** Behind commands that are printed, so that they read the same files. */
  readonly words?: CommandWords;
}

type InFile = Extract<Origin, { source: 'file' }>;

/**
 * Finds what is wrong in files (see check), and how they read when it is fixed. Nothing is written. Throws PromwireError
 * 'usage' where a path or a name is not known.
 */
export async function fixFiles(paths: readonly string[], options: FixFilesOptions = {}): Promise<FixedFiles> {
  const { fileTexts } = await import('../io/files/file-texts.ts');
  const { placesOf } = await import('../io/files/index.ts');
  const { defaultNamespace, namespace, signal, onNote, captured = [], notSources, kept = [], rendered = [] } = options;
  const { expected, excused = (report: CheckReport): CheckReport => report } = options;
  const reading = { namespace: defaultNamespace ?? namespace, signal, made: new Map(), captured, notSources, rendered };
  const must = expected === undefined ? {} : { expected };
  const read = async (texts: ReadonlyMap<string, string>): Promise<Snapshot> => ({
    ...(await readFiles(paths, { ...reading, texts })),
    ...must,
  });
  const look = async (each: Snapshot): Promise<Looked> => await lookedAt(analysisOf(each), signal);
  const whole = await readFiles(paths, { ...reading, ...(onNote ? { onNote } : {}) });
  const judged = analysisOf({ ...whole, ...must });
  const asked = excused(await checkAnalysis(judged, options, whole.places));
  const before = await look(await read(new Map()));
  const differs = differenceOf(asked, await checkAnalysis(before.analysis, options));
  const { how } = options;
  const findings = asked.findings.filter(differs.isInBoth);
  const wanted = wantedFixes(findings, before.analysis, how, [], options.words);
  const texts = editable(
    await fileTexts(
      wanted.fixes.flatMap(({ object }) => placeOf(before, object)?.file ?? []),
      paths,
    ),
    {
      captured: [...captured, ...kept, ...whole.captured.map(({ file }) => file)],
      made: rendered.map(({ name }) => name),
      roots: whole.roots,
    },
  );
  const { possible, left } = await inTurns(possibleIn(before, wanted.fixes, texts), signal);
  const edited = (fixes: readonly ObjectFix[]): ReadonlyMap<string, string> => editedTexts(before, fixes, texts);
  const proven = await proveFixes(
    before,
    how === 'source' ? [] : possible,
    async (fixes) => await look(await read(edited(fixes))),
  );
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
    left: withWays(
      [...builtElsewhere(asked, judged), ...wanted.left, ...left, ...proven.left],
      findings,
      before.analysis,
      options,
    ),
    sources: await atSource(proven.after, wanted.fixes, options),
  };
  if (becomes.size === 0) return { ...all, fixes: [], after: asInGit(asked, whole.roots) };
  const found = differs.with(excused(await checkAnalysis(proven.after.analysis, options, placesOf(becomes))));
  const then = asInGit(found, whole.roots);
  return { ...all, fixes: withWays(proven.fixes, findings, before.analysis, options), after: then };
}

/** Fixes of objects that a chart or a controller makes, proven as if their sources had them. */
async function atSource(
  now: Looked,
  fixes: readonly ObjectFix[],
  { folder = 'DIR', signal }: FixFilesOptions,
): Promise<readonly SourceFix[]> {
  const { analysis } = now;
  const { world } = analysis;
  const owned = fixes.filter(({ object }) => {
    const found = world.get(object);
    return found !== undefined && sourceOf(found) !== undefined;
  });
  const look = async (some: readonly ObjectFix[]): Promise<Looked> =>
    await lookedAt(after(analysis, some.map(fieldsChange)), signal);
  const proven = await proveFixes(now, owned, look);
  const known = (object: KubeObject): ReturnType<typeof chartKnownFor> => chartKnownFor(analysis, object);
  return sourceFixes(proven.fixes, { world, umbrellas: analysis.umbrellas(), known, folder });
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

/** Objects that kustomize builds from what is not among the files, and that a fix of their text would help. */
function builtElsewhere({ findings }: CheckReport, { world }: Looked['analysis']): readonly LeftAlone[] {
  return fixesOf(findings, world).fixes.flatMap(({ object }) => {
    const found = world.get(object);
    const file = found && builderOf(found);
    return file === undefined
      ? []
      : [
          {
            object,
            why: `${file} builds it from what is not among the files: give that to --from too, or patch it there.`,
          },
        ];
  });
}

/** Where an object is written. */
function placeOf({ analysis }: Looked, object: Ref): InFile | undefined {
  const origin = analysis.world.get(object)?.origin;
  return origin?.source === 'file' ? origin : undefined;
}

async function lookedAt(analysis: Looked['analysis'], signal: AbortSignal | undefined): Promise<Looked> {
  return { analysis, report: await inTurns(reporting(analysis, clusterChecks), signal) };
}

/** Fixes whose object is in a file that may be edited, and whose text can be; a step for each file. */
function* possibleIn(
  before: Looked,
  fixes: readonly ObjectFix[],
  texts: ReadonlyMap<string, FileText>,
): Iterator<unknown, { readonly possible: readonly ObjectFix[]; readonly left: readonly LeftAlone[] }> {
  const left = new Map<ObjectFix, string>();
  for (const fix of fixes) {
    const why = whyNot(before, fix, texts);
    if (why !== undefined) left.set(fix, why);
  }
  for (const { file, text, group } of placed(
    before,
    fixes.filter((fix) => !left.has(fix)),
    texts,
  )) {
    yield;
    for (const [index, why] of editTexts(text, group).refused)
      for (const { fix } of group.slice(index, index + 1)) left.set(fix, `${file} is left as it is: ${why}.`);
  }
  return {
    possible: fixes.filter((fix) => !left.has(fix)),
    left: [...left].map(([fix, why]) => ({ ...leftOf(fix), why })),
  };
}

function whyNot({ analysis }: Looked, fix: ObjectFix, texts: ReadonlyMap<string, FileText>): string | undefined {
  const object = analysis.world.get(fix.object);
  if (object?.origin.source !== 'file') return 'It is in none of the files.';
  const { file } = object.origin;
  const source = sourceOf(object);
  if (source !== undefined) return `${source}: change it there.`;
  const setter = fix.fields.flatMap(({ path }) => setterOf(object, path) ?? [])[0];
  if (setter) return `${setter.by} decides its label: change it there.`;
  const text = texts.get(file);
  return text?.refused !== undefined || !text
    ? `${text?.called ?? file} ${text?.refused ?? 'cannot be read a second time'}.`
    : undefined;
}

/** Fixes by the file that they edit. */
function placed(
  before: Looked,
  fixes: readonly ObjectFix[],
  texts: ReadonlyMap<string, FileText>,
): readonly {
  readonly file: string;
  readonly text: string;
  readonly group: readonly (ObjectEdits & { readonly fix: ObjectFix })[];
}[] {
  const edits = fixes.flatMap((fix) => {
    const origin = placeOf(before, fix.object);
    if (!origin) return [];
    const { file, document, within = [] } = origin;
    const those = fix.fields.map(({ path, becomes }) => ({
      path: [...within, ...path],
      becomes: becomes ?? undefined,
    }));
    return [{ fix, file, document, edits: those }];
  });
  return [...groupBy(edits, ({ file }) => file)].flatMap(([file, group]) => {
    const was = texts.get(file);
    return !was || was.refused !== undefined ? [] : [{ file, text: was.text, group }];
  });
}

/** The files after fixes of which each can be made; what cannot after all leaves its finding. */
function editedTexts(
  before: Looked,
  fixes: readonly ObjectFix[],
  texts: ReadonlyMap<string, FileText>,
): ReadonlyMap<string, string> {
  return new Map(
    placed(before, fixes, texts).flatMap(({ file, text, group }) => {
      const edited = editTexts(text, group).text;
      return edited === text ? [] : [[file, edited] as const];
    }),
  );
}
