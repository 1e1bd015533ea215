/** Templates among the files that nothing has filled in: those of charts, and of other tools. */
import { posix } from 'node:path';
import { at, isObject, stringAt } from '../../kube/json.ts';
import { groupOf } from '../../kube/refs.ts';
import { command, filePath } from '../../kube/shell.ts';
import type { Json, JsonObject } from '../../model/index.ts';
import type { Source } from './releases/draft.ts';

/**
 * What only a chart holds; the templates of Prometheus and Alertmanager have neither these objects nor these functions.
 * `.GroupLabels.Values` is one of Alertmanager's.
 */
const HELM =
  /\{\{-?[^{}]*(?:(?<![\w)\]])\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|tpl|toYaml|nindent|required|quote)\b)/;
/** What templates of alerts may hold as well. */
const MAYBE_HELM =
  /\{\{-?\s*(?:\.|`|\$(?!value\b|values\b|labels\b|externalLabels\b|externalURL\b)|\(|\/\*|(?:if|else|range|with|end|define|template|default|printf|block)\b)/;
export const HELM_REASON = 'it looks like an unrendered Helm template; run helm template and read its output';

/** Does a text hold what a chart fills in? */
export function isTemplate(text: string): boolean {
  return HELM.test(text);
}

export function mayBeTemplate(text: string): boolean {
  return MAYBE_HELM.test(text);
}

const HOLE = /\{\{/;
/** A value that begins with {{ and has no quotes, or a line that is a statement of a template: neither is anything in YAML. */
const OPEN_VALUE =
  /^[^\S\n]*(?:-[^\S\n]+)*(?:["']?[\w./-]{1,200}["']?:[^\S\n]+[\w./:-]{0,200})?\{\{(?!-?[^\S\n]*\$(?:value|values|labels|externalLabels|externalURL)\b)|^[^\S\n]*\{%-?[^\S\n]*\w/m;

/** Does a text that is no YAML have what a tool fills in? What only alerts have is a mistake: it wants quotes. */
export function holdsHole(text: string): boolean {
  return OPEN_VALUE.test(text);
}

/** YAML reads an unquoted {{ }} as a map whose key is a map. */
export function isOpenHole({ reason, text }: { readonly reason: string; readonly text: string }): boolean {
  return reason.includes('map key') && HOLE.test(text);
}

/** Does what tells whose object it is, or whom it leads to, wait for a chart's values? What it hands on may hold anything. */
export function waitsForValues(raw: JsonObject): boolean {
  const { kind, metadata, spec } = raw;
  const names = [stringAt(metadata, 'name'), stringAt(metadata, 'namespace')];
  if (names.some((name) => name !== undefined && HOLE.test(name))) return true;
  const isRead = groupOf(stringAt(raw, 'apiVersion') ?? '') === 'monitoring.coreos.com' || kind === 'Service';
  return holdsTemplate(at(metadata, 'labels')) || (isRead && holdsTemplate(spec));
}

function holdsTemplate(value: Json | undefined): boolean {
  if (typeof value === 'string') return isTemplate(value);
  if (Array.isArray(value)) return (value as readonly Json[]).some(holdsTemplate);
  return isObject(value) && Object.entries(value).some(([key, item]) => isTemplate(key) || holdsTemplate(item));
}

const FOLDER = /^(.*?)[\\/]?(?<![^\\/])templates[\\/]/;

/** The folder of the chart whose template a file may be: where its folder `templates` is. */
export function chartFolderOf(file: string): string | undefined {
  const found = FOLDER.exec(file)?.[1];
  return found === '' ? '.' : found;
}

const NAMED = 3;

/** The folder of a chart, by the place of its Chart.yaml. */
const homeOf = ({ origin }: Source): string => posix.dirname(posix.normalize(origin.file));

const isChart = ({ kind }: Source): boolean => kind === 'Chart';

/** The charts, by their folders, whose templates are among the files, with how many. A chart renders those that it holds. */
export function unfilledCharts(templates: readonly string[], sources: readonly Source[]): ReadonlyMap<string, number> {
  const homes = new Set(sources.filter(isChart).map(homeOf));
  const outermost = (folder: string): string => {
    const [, outer] = /^(.+)\/charts\/[^/]+$/.exec(folder) ?? (/^charts\/[^/]+$/.test(folder) ? ['', '.'] : []);
    return outer !== undefined && homes.has(outer) ? outermost(outer) : folder;
  };
  const charts = new Map<string, number>();
  for (const file of new Set(templates)) {
    const folder = outermost(posix.normalize(chartFolderOf(file) ?? '.'));
    charts.set(folder, (charts.get(folder) ?? 0) + 1);
  }
  return charts;
}

/** One line about all of them. */
export function templateNotes(unfilled: ReadonlyMap<string, number>): readonly string[] {
  const charts = [...unfilled];
  const [first] = charts;
  if (first === undefined) return [];
  const names = charts
    .slice(0, NAMED)
    .map(([folder, files]) => `${folder} (${files === 1 ? '1 file' : `${files} files`})`);
  const more = charts.length > NAMED ? ` and ${charts.length - NAMED} more` : '';
  const [of, makes, them] = charts.length === 1 ? ['chart', 'it makes', 'it'] : ['charts', 'they make', 'them'];
  const render = command`helm template ${filePath(first[0])}`;
  return [
    `the templates of ${charts.length} ${of} are left out, so what ${makes} is not judged: ${names.join(', ')}${more}. Render ${them}: ${render} | promwire … --from -`,
  ];
}

/** Files that are a chart's own, as its values: nobody expects an object in them. */
export function isOfChart(place: string, sources: readonly Source[]): boolean {
  const file = posix.normalize(place.replace(/:\d+$/, ''));
  const isValues = /^(?:.*[-.])?values(?:[-.].*)?\.(?:ya?ml|json)$/.test(posix.basename(file));
  return isValues && sources.filter(isChart).map(homeOf).includes(posix.dirname(file));
}
