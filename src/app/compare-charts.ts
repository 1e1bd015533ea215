/** Charts of which not all is known: what they make may be otherwise where the chart, or what looks like values of it, changed. */
import { hasFile, placeOf, relative } from '../compare/side.ts';
import type { Side } from '../compare/side.ts';
import { revisionsMoved } from './compare-revisions.ts';
import { codeOf } from '../io/error-code.ts';
import { digestOf } from '../io/files/digest.ts';
import { readDocuments } from '../io/files/documents.ts';
import { textAt } from '../io/files/text.ts';
import type { FilePorts, FileSnapshot } from '../io/files/index.ts';
import { isObject, objectsAt, stringAt } from '../kube/json.ts';
import { command, filePath } from '../kube/shell.ts';
import type { JsonObject, Snapshot, Unsettled } from '../model/index.ts';

/** Folders of charts that are not rendered, or not as they are installed, and files that hold no object. */
export interface Charts extends Pick<FileSnapshot, 'unfilled' | 'strays' | 'left' | 'foreign' | 'revisions'> {
  readonly ports: Pick<FilePorts, 'isFolder' | 'list' | 'read'>;
}

type Charted = Pick<Side, 'title' | 'prefix' | 'outside' | 'shown' | 'pathOf' | 'digest'> & {
  readonly charts?: Charts;
};

/**
 * Both sides alike: a chart that neither of them renders is no news, and what nothing installs any more is gone, although it
 * is there as the chart is by itself.
 */
export async function withoutLeft<S extends Charted & { readonly snapshot: Snapshot }>(
  base: S,
  head: S,
): Promise<readonly [S, S]> {
  const known = async ({ charts }: Charted): Promise<ReadonlyMap<string, string>> =>
    new Map(
      await Promise.all(
        [...(charts?.left.of.keys() ?? [])].map(
          async (folder) => [folder, charts ? await digestBelow(charts.ports, [folder]) : ''] as const,
        ),
      ),
    );
  const [was, is] = [await known(base), await known(head)];
  const left = (side: S, own: ReadonlyMap<string, string>, other: S, others: ReadonlyMap<string, string>): S => {
    const { charts, snapshot } = side;
    if (!charts || own.size === 0) return side;
    const names = new Set([...others.keys()].map((folder) => relative(other, folder)));
    const texts = new Set(others.values());
    const fresh = [...charts.left.of].flatMap(([folder, gap]) =>
      names.has(relative(side, folder)) || texts.has(own.get(folder) ?? '') ? [] : [gap],
    );
    const gaps = [...snapshot.gaps.filter((gap) => !charts.left.gaps.includes(gap)), ...fresh];
    return { ...side, snapshot: { ...snapshot, gaps } };
  };
  return [left(base, was, head, is), withoutStrayed(base, left(head, is, base, was))];
}

function withoutStrayed<S extends Charted & { readonly snapshot: Snapshot }>(base: S, head: S): S {
  const { charts: was } = base;
  if (!was || !head.charts) return head;
  const before = new Set([...was.strays, ...was.left.of.keys(), ...was.unfilled].map((each) => relative(base, each)));
  const strayed = head.charts.strays.filter((folder) => {
    const name = relative(head, folder);
    return !before.has(name) && hasFile(base, `${name}/Chart.yaml`);
  });
  if (strayed.length === 0) return head;
  const { snapshot } = head;
  const objects = snapshot.objects.filter(({ render }) => !strayed.includes(render?.adrift ?? ''));
  return { ...head, snapshot: { ...snapshot, objects } };
}

/** What is not known of HEAD, since a chart is otherwise than in BASE. */
export async function chartsChanged(base: Charted, head: Charted): Promise<readonly Unsettled[]> {
  const { charts: was } = base;
  const { charts: is } = head;
  if (!was || !is) return [];
  const moved = revisionsMoved(was.revisions, is.revisions, head);
  const before = await openOf(was);
  if (before.length === 0) return moved;
  const after = await Promise.all(
    (await openOf(is)).map(async (folder) => ({ folder, text: await digestBelow(is.ports, [folder]) })),
  );
  const told: Unsettled[] = [];
  for (const folder of before) {
    const text = await digestBelow(was.ports, [folder]);
    const name = relative(base, folder);
    const now = after.find((each) => relative(head, each.folder) === name);
    // One that was moved is the same.
    const same = now?.text === text ? now : after.find((each) => each.text === text);
    if (same) {
      const [given, gives] = [was.left.given.get(folder), is.left.given.get(same.folder)];
      if (given !== gives) told.push(otherwise(base, head, same.folder, name, is));
      continue;
    }
    if (now) told.push(changed(base, head, now.folder, name, is));
    // One that something installs by now is judged by what it makes.
    else if (!hasFile(head, `${name}/Chart.yaml`)) told.push(gone(base, folder, name));
  }
  const files = await valuesChanged({ ...base, charts: was }, { ...head, charts: is }, before);
  return [...moved, ...told, ...files];
}

/** A library makes nothing by itself: it counts where those that use it may be among what is not rendered. */
async function openOf({ unfilled, strays, left, ports }: Charts): Promise<readonly string[]> {
  const open = new Set([...left.of.keys(), ...strays]);
  for (const folder of unfilled) {
    const { type } = await mappingAt(ports, `${folder}/Chart.yaml`);
    if (type !== 'library' || left.of.size > 0) open.add(folder);
  }
  return [...open];
}

const REMEDY = 'Render it from both states, and compare the two: promwire compare before.yaml after.yaml.';

/** What is to be done for a chart that was not rendered: with what it depends on it can be, from folders. */
function remedyFor({ title, pathOf }: Charted, name: string, sentence: string | undefined): string {
  if (sentence?.includes('helm dependency build') !== true || !pathOf) return REMEDY;
  const [revision = title] = title.split(':');
  const [there, here] = [`../before/${name}`, name || '.'].map(filePath);
  const lines = [
    command`git worktree add ../before ${filePath(revision)}`,
    command`helm dependency build ${there ?? '.'}`,
    command`helm dependency build ${here ?? '.'}`,
    command`promwire compare ../before .`,
  ];
  return `Commit what it depends on, or compare two folders that have it, from the root of the repository: ${lines.join(' && ')}`;
}

/** It is installed with other values, under another name, or in another namespace. */
function otherwise(base: Charted, head: Charted, folder: string, name: string, { left }: Charts): Unsettled {
  const gap = left.of.get(folder);
  return {
    summary: `What chart ${name || '.'} makes may be otherwise than before: what it is given changed, and its templates are not rendered here.`,
    because: [gap?.sentence ?? []].flat(),
    checks: [],
    remedy: remedyFor(base, name, gap?.sentence),
    ...placeIn(head, 'head', `${folder}/Chart.yaml`),
  };
}

function changed(base: Charted, head: Charted, folder: string, name: string, { left, strays }: Charts): Unsettled {
  const isStray = strays.includes(folder) && !left.of.has(folder);
  const why = isStray
    ? 'nothing among the files installs it, so its values are not known'
    : 'its templates are not rendered here';
  return {
    summary: `What chart ${name || '.'} makes may be otherwise than before: it changed, and ${why}.`,
    because: [left.of.get(folder)?.sentence ?? []].flat(),
    checks: [],
    remedy: remedyFor(base, name, left.of.get(folder)?.sentence),
    ...placeIn(head, 'head', `${folder}/Chart.yaml`),
  };
}

function gone(base: Charted, folder: string, name: string): Unsettled {
  return {
    summary: `What chart ${name || '.'} made may be lost: the chart was removed, and its templates are not rendered here.`,
    because: [],
    checks: [],
    remedy: REMEDY,
    ...placeIn(base, 'base', `${folder}/Chart.yaml`),
  };
}

function placeIn(side: Charted, which: 'base' | 'head', file: string): Pick<Unsettled, 'place'> {
  return placeOf(side, which, { source: 'file', file, document: 1, line: 1 });
}

interface WithCharts extends Charted {
  readonly charts: Charts;
}

/** Files outside of the charts: by their name they are values, or all that they hold are values of one. */
async function valuesChanged(
  base: WithCharts,
  head: WithCharts,
  open: readonly string[],
): Promise<readonly Unsettled[]> {
  const files = new Map(head.charts.foreign.map((file) => [relative(head, file), file]));
  const same = new Set(head.charts.foreign.map(head.digest));
  const told: Unsettled[] = [];
  for (const file of base.charts.foreign) {
    if (open.some((folder) => isIn(file, folder)) || same.has(base.digest(file))) continue;
    const name = relative(base, file);
    if (!/(?:^|[-./_])values(?:[-./_]|$)/i.test(name) && !(await holdsValues(base.charts.ports, file, open))) continue;
    const now = files.get(name);
    told.push({
      summary: `What charts make may be otherwise than before: ${name}, which looks like values of one, ${now === undefined ? 'was removed' : 'changed'}, and nothing here tells what it is given to.`,
      because: [],
      checks: [],
      remedy: REMEDY,
      ...(now === undefined ? placeIn(base, 'base', file) : placeIn(head, 'head', now)),
    });
  }
  return told;
}

/** Are all the keys of a file those of the values of a chart, or of the charts in it? */
async function holdsValues(ports: Charts['ports'], file: string, open: readonly string[]): Promise<boolean> {
  const keys = Object.keys(await mappingAt(ports, file));
  if (keys.length === 0) return false;
  for (const folder of open) {
    const own = Object.keys(await mappingAt(ports, `${folder}/values.yaml`));
    const held = objectsAt(await mappingAt(ports, `${folder}/Chart.yaml`), 'dependencies');
    const names = held.flatMap((each) => [stringAt(each, 'alias'), stringAt(each, 'name')]);
    if (keys.every((key) => key === 'global' || own.includes(key) || names.includes(key))) return true;
  }
  return false;
}

async function mappingAt(ports: Charts['ports'], file: string): Promise<JsonObject> {
  const text = await textAt(ports, file);
  const [first] = text === undefined ? [] : [...readDocuments(text)];
  return first?.outcome === 'value' && isObject(first.value) ? first.value : {};
}

function isIn(file: string, folder: string): boolean {
  return folder === '.' || file.replace(/^\.\//, '').startsWith(`${folder}/`);
}

/** No chart is deeper, or has more files. */
const DEEPEST = 20;
const MOST = 5000;
/** What is for people, and makes nothing. */
const PROSE = /(?:^|\/)(?:[^/]*\.md|NOTES\.txt|LICENSE|OWNERS|\.helmignore)$/i;

/** One text for the contents of files and folders. */
export async function digestBelow(ports: Charts['ports'], paths: readonly string[]): Promise<string> {
  const all: string[] = [];
  const add = async (path: string, name: string, depth = 0): Promise<void> => {
    if (depth > DEEPEST || all.length > MOST || PROSE.test(name)) return;
    try {
      if (await ports.isFolder(path)) {
        const entries = await ports.list(path);
        for (const entry of entries)
          if (entry.circle !== true) await add(`${path}/${entry.name}`, `${name}/${entry.name}`, depth + 1);
      } else all.push(`${name} ${digestOf(await ports.read(path))}`);
    } catch (error) {
      // A link that leads nowhere, or out of the tree, is not even known as a file.
      if (codeOf(error) === '') throw error;
      all.push(`${name} -`);
    }
  };
  for (const [i, path] of paths.entries()) await add(path, `${i}`);
  return all.toSorted().join('\n');
}
