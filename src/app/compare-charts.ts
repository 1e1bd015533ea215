/** Charts that no side renders: what they make is otherwise where the chart, or what looks like values of it, changed. */
import { placeOf, relative } from '../compare/side.ts';
import type { Side } from '../compare/side.ts';
import { codeOf } from '../io/error-code.ts';
import { digestOf } from '../io/files/digest.ts';
import { readDocuments } from '../io/files/documents.ts';
import { textAt } from '../io/files/text.ts';
import type { FilePorts } from '../io/files/index.ts';
import { isObject, objectsAt, stringAt } from '../kube/json.ts';
import type { JsonObject, Unsettled } from '../model/index.ts';

/** Folders of charts whose templates are left out, and files that hold no object. */
export interface Charts {
  readonly unfilled: readonly string[];
  readonly foreign: readonly string[];
  readonly ports: Pick<FilePorts, 'isFolder' | 'list' | 'read'>;
}

type Charted = Pick<Side, 'prefix' | 'shown' | 'pathOf' | 'digest'> & { readonly charts?: Charts };

/** What is not known of HEAD, since a chart is otherwise than in BASE. */
export async function chartsChanged(base: Charted, head: Charted): Promise<readonly Unsettled[]> {
  const { charts: was } = base;
  const { charts: is } = head;
  if (!was || !is || was.unfilled.length === 0) return [];
  const after = await Promise.all(
    is.unfilled.map(async (folder) => ({ folder, text: await digestBelow(is.ports, [folder]) })),
  );
  const told: Unsettled[] = [];
  for (const folder of was.unfilled) {
    const text = await digestBelow(was.ports, [folder]);
    // One that was moved is the same.
    if (after.some((each) => each.text === text)) continue;
    const name = relative(base, folder);
    const now = after.find((each) => relative(head, each.folder) === name);
    told.push(now ? changed(head, now.folder, name) : gone(base, folder, name));
  }
  const files = await valuesChanged({ ...base, charts: was }, { ...head, charts: is });
  return [...told, ...files];
}

const REMEDY = 'Render it from both states, and compare the two: promwire compare before.yaml after.yaml.';

function changed(head: Charted, folder: string, name: string): Unsettled {
  return {
    summary: `What chart ${name} makes may be otherwise than before: it changed, and its templates are not rendered here.`,
    because: [],
    checks: [],
    remedy: REMEDY,
    ...placeIn(head, 'head', `${folder}/Chart.yaml`),
  };
}

function gone(base: Charted, folder: string, name: string): Unsettled {
  return {
    summary: `What chart ${name} made may be lost: the chart was removed, and its templates are not rendered here.`,
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
async function valuesChanged(base: WithCharts, head: WithCharts): Promise<readonly Unsettled[]> {
  const files = new Map(head.charts.foreign.map((file) => [relative(head, file), file]));
  const same = new Set(head.charts.foreign.map(head.digest));
  const told: Unsettled[] = [];
  for (const file of base.charts.foreign) {
    if (base.charts.unfilled.some((folder) => isIn(file, folder)) || same.has(base.digest(file))) continue;
    const name = relative(base, file);
    if (!/(?:^|[-./_])values(?:[-./_]|$)/i.test(name) && !(await holdsValues(base.charts, file))) continue;
    const now = files.get(name);
    told.push({
      summary: `What charts make may be otherwise than before: ${name}, which looks like values of one, ${now === undefined ? 'was removed' : 'changed'}, and charts are not rendered here.`,
      because: [],
      checks: [],
      remedy: REMEDY,
      ...(now === undefined ? placeIn(base, 'base', file) : placeIn(head, 'head', now)),
    });
  }
  return told;
}

/** Are all the keys of a file those of the values of a chart, or of the charts in it? */
async function holdsValues({ unfilled, ports }: Charts, file: string): Promise<boolean> {
  const keys = Object.keys(await mappingAt(ports, file));
  if (keys.length === 0) return false;
  for (const folder of unfilled) {
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
    if (await ports.isFolder(path)) {
      const entries = await ports.list(path);
      for (const entry of entries)
        if (entry.circle !== true) await add(`${path}/${entry.name}`, `${name}/${entry.name}`, depth + 1);
      return;
    }
    try {
      all.push(`${name} ${digestOf(await ports.read(path))}`);
    } catch (error) {
      if (codeOf(error) === '') throw error;
      all.push(`${name} -`);
    }
  };
  for (const [i, path] of paths.entries()) await add(path, `${i}`);
  return all.toSorted().join('\n');
}
