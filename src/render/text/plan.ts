import { printField } from '../../kube/field-path.ts';
import { changedObject } from '../../kube/refs.ts';
import type { Difference, Json, Manifest, Plan } from '../../model/index.ts';
import { contentsOf } from './contents.ts';
import { settingLines } from './settings.ts';
import { wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';

const LONG = 60;

/**
 * A plan for a person: what it sets, and only what changes, each object once. `verbose`: every field that does. `contents`: the
 * alerts and panels in what is new.
 */
export function planText(
  plan: Pick<Plan, 'settings' | 'blocked' | 'advice'>,
  differences: readonly Difference[],
  style: Style,
  verbose = false,
  contents = false,
): string {
  const changing = differences.filter(({ state }) => state !== 'unchanged');
  const lines: string[] = [];
  if (plan.settings.length > 0)
    lines.push(style.bold('Settings of the alerts'), ...settingLines(plan.settings, style), '');
  if (plan.blocked.length > 0) {
    lines.push(
      style.red('blocked'),
      ...plan.blocked.flatMap(({ why, remedy }) => [
        ...wrap(visible(why), style.width, '  ', '    '),
        ...wrap(`Do this: ${visible(remedy)}`, style.width, '    ', '      '),
      ]),
      '',
    );
  }
  if (changing.length > 0)
    lines.push(
      style.bold('Plan'),
      ...changing.flatMap((difference) => [
        ...differenceLines(difference, style, verbose || plan.settings.length === 0),
        ...(contents ? newContents(difference, style) : []),
      ]),
      '',
    );
  else if (plan.blocked.length === 0) lines.push('Nothing to change.', '');
  for (const { text, command } of plan.advice) {
    lines.push(...wrap(visible(text), style.width, '  ', '    '));
    // A command is copied, so it is never broken.
    if (command !== undefined) lines.push(`    ${visible(command)}`);
  }
  if (plan.advice.length > 0) lines.push('');
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function newContents({ change, state }: Difference, style: Style): readonly string[] {
  if (state !== 'create' || !('manifest' in change)) return [];
  return contentsOf(change.manifest).flatMap((text) => wrap(visible(text), style.width, '      ', '        '));
}

/** Kinds that hold what settings set, in more fields than one reads. */
const SET: readonly string[] = ['PrometheusRule', 'ConfigMap', 'GrafanaDashboard'];

function differenceLines({ change, state, fields }: Difference, style: Style, everyField: boolean): readonly string[] {
  const ref = changedObject(change);
  const name = visible(`${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`);
  if (change.action === 'set-labels') {
    const labels = change.labels.flatMap(({ key, was, becomes, lastWrittenBy }) =>
      wrap(
        visible(
          `metadata.labels.${key}: ${shown(was ?? undefined)} → ${shown(becomes ?? undefined)}${lastWrittenBy === undefined ? '' : `   (last written by ${lastWrittenBy})`}`,
        ),
        style.width,
        '      ',
      ),
    );
    return [...headLines(style.yellow('~'), name, change.why, style), ...labels];
  }
  if (change.action === 'set-fields') {
    const changed = change.fields.flatMap(({ path, was, becomes }) =>
      wrap(
        visible(`${printField(path)}: ${differing(textOf(was ?? undefined), textOf(becomes ?? undefined))}`),
        style.width,
        '      ',
      ),
    );
    const body = changed.length === 0 ? fieldLines(fields, style) : changed;
    return [...headLines(style.yellow('~'), name, change.why, style), ...body];
  }
  if (change.action === 'remove') return headLines(style.red('-'), name, change.why, style);
  if (state === 'create')
    return [...headLines(style.green('+'), name, change.why, style), ...creationLines(change.manifest, style)];
  const body =
    everyField || !SET.includes(ref.kind)
      ? fieldLines(fields, style)
      : [`      ${fields.length === 1 ? '1 field differs' : `${fields.length} fields differ`}; -v lists them`];
  return [...headLines(style.yellow('~'), name, change.why, style), ...body];
}

/**
 * Fields that differ, one a line: "spec.groups[web].interval: a → b". Of two long values, the part that differs; of an
 * entry that is new or gone, its name, which the path ends with.
 */
export function fieldLines(fields: Difference['fields'], style: Style): readonly string[] {
  return fields.flatMap(({ path, was, becomes, entry }) => {
    const said = entry === undefined ? differing(textOf(was), textOf(becomes)) : ENTRY[entry];
    return wrap(visible(`${path}: ${said}`), style.width, '      ');
  });
}

const ENTRY = { added: 'added', removed: 'removed', order: 'the same in another order' } as const;

function differing(from: string, to: string): string {
  let same = 0;
  while (same < from.length && from[same] === to[same]) same += 1;
  const start = from.length > LONG || to.length > LONG ? Math.max(0, same - LONG / 2) : 0;
  return `${cut(from, start)} → ${cut(to, start)}`;
}

/** The reason is on the line of the name where there is room, else under it. */
function headLines(mark: string, name: string, reason: string, style: Style): readonly string[] {
  const why = visible(reason);
  return name.length + why.length + 6 <= style.width
    ? [`  ${mark} ${name}  ${style.dim(why)}`]
    : [`  ${mark} ${name}`, ...wrap(why, style.width, '      ').map(style.dim)];
}

const OUR_MARKS: readonly string[] = ['app.kubernetes.io/managed-by', 'promwire.dev/profile'];

/** The fields that decide whether a new object has an effect. */
function creationLines(manifest: Manifest, style: Style): readonly string[] {
  const labels = Object.entries(manifest.metadata.labels ?? {})
    .filter(([key]) => !OUR_MARKS.includes(key))
    .map(([key, value]) => `${key}=${value}`);
  return labels.length === 0 ? [] : wrap(visible(`labels: ${labels.join(', ')}`), style.width, '      ', '        ');
}

function shown(value: Json | undefined): string {
  return cut(textOf(value), 0);
}

function textOf(value: Json | undefined): string {
  return value === undefined ? '(none)' : typeof value === 'string' ? value : JSON.stringify(value);
}

function cut(text: string, start: number): string {
  return `${start > 0 ? '…' : ''}${text.slice(start, start + LONG)}${text.length > start + LONG ? '…' : ''}`;
}
