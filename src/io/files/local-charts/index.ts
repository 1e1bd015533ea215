/** What helm makes of charts in the repository, in the place of their templates. */
import { posix } from 'node:path';
import { title } from '../../../kube/refs.ts';
import type { Gap, Release } from '../../../model/index.ts';
import { ANY_RELEASE, helmTemplate, isReleaseName, type Chart } from '../../helm.ts';
import type { Ran } from '../../program.ts';
import { collect } from '../collect.ts';
import { newCollection, type Collection } from '../collection.ts';
import { draftsIn, surroundingsOf, type Repository } from '../releases/index.ts';
import type { Draft, Source } from '../releases/draft.ts';
import { inTurns } from '../../turns.ts';
import { textAt } from '../text.ts';
import type { FilePorts } from '../walk.ts';
import { atTemplates } from './origins.ts';
import { leaveHome, markRendered, type Marks } from './rendered.ts';
import { lookupGaps } from './lookups.ts';
import { leftCharts, type LeftCharts } from './unknown.ts';
import { givenValues, withoutTexts } from './values.ts';
import { textAfter } from './after.ts';
import { behindOf, type Behind } from './behind.ts';
import type { Made } from './made.ts';
import { localReleases, type LocalRelease } from './wanted.ts';

/** With what is in its text. */
interface ReadMade extends Made {
  readonly number?: number | undefined;
  readonly part?: Collection;
}

/** What was read, and with it what helm made. */
export interface WithCharts {
  readonly read: Collection;
  /** The folder of the chart behind each text of helm, by the name of that. */
  readonly charts: ReadonlyMap<string, string>;
  readonly localOf: (draft: Draft) => Release['local'];
  readonly behind: Behind;
  readonly left: LeftCharts;
  /** What templates ask the cluster for. */
  readonly lookups: readonly Gap[];
  /** Folders of charts that nothing among the files installs. */
  readonly strays: readonly string[];
  /** Does a document install charts that were rendered, or that a gap names? */
  readonly isFollowed: (source: Source) => boolean;
}

/** What the documents of a collection are when the tools have done their part. */
export interface Around extends Repository {
  readonly sources: readonly Source[];
}

const NONE: Omit<WithCharts, 'read'> = {
  charts: new Map(),
  localOf: () => undefined,
  behind: async () => await Promise.resolve(undefined),
  left: { gaps: [], of: new Map(), given: new Map() },
  lookups: [],
  strays: [],
  isFollowed: () => false,
};

/** Charts that bring what installs charts are followed so far. */
const ROUNDS = 4;
/** A repository may have one installed in any number of ways. */
const MOST = 300;
/** Until then all are rendered; the others are named. */
const PATIENCE_MS = 60_000;

/** `apply`: what the documents are in their cluster. `given`: the paths that were given; a chart among them is asked about as it is. */
export async function withLocalCharts(
  read: Collection,
  template: ((chart: Chart) => Promise<Ran>) | undefined,
  apply: (all: Collection) => Promise<Around>,
  given: readonly string[],
  ports: FilePorts,
): Promise<WithCharts> {
  if (!template || !read.sources.some(({ kind }) => kind === 'Chart')) return { ...NONE, read };
  const known = new Map<string, ReadMade>();
  const isGiven = ({ folder }: LocalRelease): boolean => given.some((path) => isSame(path, folder));
  const until = performance.now() + PATIENCE_MS;
  let all = read;
  let made: readonly ReadMade[] = [];
  let around = await apply(all);
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) around = await apply(all);
    const wanted = localReleases(around.sources, draftsIn(around.sources, around.argo));
    const fresh = wanted.filter((release) => !known.has(keyOf(release)));
    if (fresh.length === 0 && round > 0) break;
    // What nothing installs may be what installs the others, and is rendered last.
    const installed = fresh.filter(({ draft }) => draft !== undefined);
    for (const release of installed.length > 0 ? installed : fresh)
      known.set(
        keyOf(release),
        known.size < MOST
          ? await readMade(
              read,
              around.ports,
              await madeOf(release, around, performance.now() < until ? template : undefined),
              {
                number: known.size,
                ...(release.draft === undefined && !isGiven(release) ? { adrift: release.folder } : {}),
              },
            )
          : { release, why: `more than ${MOST} releases are installed from charts here` },
      );
    made = wanted.flatMap((release) => known.get(keyOf(release)) ?? []);
    all = withMade(read, made);
  }
  const done = made.filter(({ text }) => text !== undefined);
  const surroundings = surroundingsOf(around);
  const behind = behindOf(({ render }) => {
    const { release, chart, text } = done.find(({ number }) => number === render?.number) ?? {};
    if (!release || !chart || text === undefined) return undefined;
    return { release, chart, text, around: surroundings, template };
  });
  const lookups: Gap[] = [];
  for (const folder of new Set(done.map(({ release }) => release.folder))) {
    const templates = read.templates.filter((file) => isTemplateOf(folder, posix.normalize(file)));
    lookups.push(...(await lookupGaps(folder, templates, async (file) => await textAt(ports, file))));
  }
  const localOf = new Map(
    made.map(({ release, text }) => [
      `${release.file}\0${keyOfDraft(release.draft)}`,
      text === undefined ? ('left' as const) : ('rendered' as const),
    ]),
  );
  const places = new Set(made.map(({ release }) => JSON.stringify(release.draft?.origin)));
  return {
    read: all,
    charts: new Map(done.map((one) => [nameOf(one), one.release.folder])),
    localOf: (draft) =>
      localOf.get(`${draft.chartFile ?? ''}\0${keyOfDraft(draft)}`) ?? localOf.get(`${draft.chartFile ?? ''}\0`),
    behind,
    left: leftCharts(made),
    lookups,
    strays: made.flatMap(({ release }) => (release.draft === undefined ? release.folder : [])),
    isFollowed: ({ origin }) => places.has(JSON.stringify(origin)),
  };
}

function keyOf({ file, name, draft }: LocalRelease): string {
  return JSON.stringify([file, name, draft?.namespace, draft?.sources, keyOfDraft(draft)]);
}

/** The document that installs, and the name that it gives: those of the charts in a chart are the same. */
function keyOfDraft(draft: Draft | undefined): string {
  return draft === undefined
    ? ''
    : JSON.stringify([draft.by, draft.origin, draft.name, draft.namespace, draft.cluster]);
}

async function madeOf(
  release: LocalRelease,
  around: Around,
  template: ((chart: Chart) => Promise<Ran>) | undefined,
): Promise<Made> {
  const { folder, name, draft } = release;
  if (name === undefined) return { release, why: 'the name of its release is put together elsewhere' };
  if (!isReleaseName(name))
    return { release, why: `its release is called ${JSON.stringify(name)}, which Helm does not take` };
  const given = draft === undefined ? undefined : await givenValues(draft, surroundingsOf(around));
  if (given !== undefined && 'why' in given) return { release, why: given.why };
  const isEmpty = given === undefined || Object.keys(given.values).length === 0;
  const chart: Chart = {
    folder,
    release: name,
    values: [],
    ...(draft?.namespace === undefined ? {} : { namespace: draft.namespace }),
    ...(isEmpty ? {} : { given: JSON.stringify(given.values) }),
  };
  if (!template) return { release, chart, why: 'the time for it was up' };
  const ran = await template(chart);
  if (ran.kind === 'ended') return { release, chart, ...textAfter(ran.text, draft?.changes ?? []) };
  const secrets = given?.secrets ?? [];
  return { release, chart, ran: ran.kind === 'failed' ? { ...ran, said: withoutTexts(ran.said, secrets) } : ran };
}

/** What the text of helm is called in places and notes: no file has such a name. */
function nameOf({ release: { draft }, chart }: Made): string {
  const { program, words } = helmTemplate(chart ?? { folder: '.', release: ANY_RELEASE, values: [] });
  const line = [program, ...words].join(' ').split(' --api-versions')[0] ?? '';
  return draft === undefined ? `(${line})` : `(${line}, of ${title(draft.by)})`;
}

/** In the place of what is in their templates. */
function withMade(read: Collection, made: readonly ReadMade[]): Collection {
  const done = made.filter(({ text }) => text !== undefined);
  const folders = done.map(({ release }) => release.folder);
  const isTemplate = (file: string): boolean => folders.some((folder) => isTemplateOf(folder, posix.normalize(file)));
  const isLeft = ({ origin }: Pick<Gap, 'origin'>): boolean => origin?.source !== 'file' || !isTemplate(origin.file);
  const parts = done.flatMap(({ part }) => part ?? []);
  return {
    ...read,
    objects: [...read.objects.filter(({ object }) => isLeft(object)), ...parts.flatMap(({ objects }) => objects)],
    sources: [...read.sources.filter(isLeft), ...parts.flatMap(({ sources }) => sources)],
    gaps: [...read.gaps.filter(isLeft), ...parts.flatMap(({ gaps }) => gaps)],
    strangers: read.strangers.filter(isLeft),
    foreign: read.foreign.filter((place) => !isTemplate(place.replace(/:\d+$/, ''))),
    // Charts that are not rendered are named with the reason.
    templates: read.templates.filter(
      (file) => !made.some(({ release }) => isTemplateOf(release.folder, posix.normalize(file))),
    ),
    plainKinds: new Set([...read.plainKinds, ...parts.flatMap(({ plainKinds }) => [...plainKinds])]),
  };
}

/** Is it a template of the chart in a folder, or of one that this brings with it? */
function isTemplateOf(folder: string, file: string): boolean {
  const path = folder === '.' ? file : file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : '';
  return /^(?:charts\/[^/]+\/)*templates\//.test(path);
}

const isSame = (path: string, folder: string): boolean => posix.relative(path, folder) === '';

/** With what helm printed read, and the documents in it at their templates. */
async function readMade(read: Collection, ports: FilePorts, made: Made, more: Marks): Promise<ReadMade> {
  const { text, chart, release } = made;
  if (text === undefined) return made;
  const into: Collection = { ...newCollection(), ...(read.problems ? { problems: read.problems } : {}) };
  await inTurns(collect(into, nameOf(made), text, { asked: true }), ports.signal);
  markRendered(into, [0, 0], chart ?? {}, more, release.draft?.cluster);
  if (chart?.namespace === undefined) leaveHome(into);
  const textOf = async (file: string): Promise<string | undefined> => await textAt(ports, file);
  const { objects: sources } = await atTemplates(into.sources, () => release.folder, textOf);
  return { ...made, number: more.number, part: { ...into, sources: [...sources] } };
}
