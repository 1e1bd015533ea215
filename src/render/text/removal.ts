import { title } from '../../kube/refs.ts';
import { command, inNamespace, nameWord } from '../../kube/shell.ts';
import type { DashboardRemoval, Ref, Refusal, Removal } from '../../model/index.ts';
import { settingsInLine } from './settings.ts';
import { wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';

/** What uninstall will do, for a person. `grafana`: dashboards that it takes out of one by its API. `word`: whose it is. */
export function removalText(
  { remove, restore, settings, left }: Removal,
  style: Style,
  grafana?: DashboardRemoval,
  word = 'this application',
): string {
  const lines = [
    ...remove.map(({ ref }) => `  ${style.red('-')} ${visible(title(ref))}`),
    ...restore.flatMap(({ ref, labels }) => [
      `  ${style.yellow('~')} ${visible(title(ref))}`,
      ...(labels.length === 0
        ? ['      its labels are as they were already: what promwire remembers of them goes']
        : []),
      ...labels.map(
        ({ key, is, becomes }) =>
          `      metadata.labels.${visible(key)}: ${visible(is ?? '(none)')} → ${visible(becomes ?? '(none)')}`,
      ),
    ]),
    ...(settings.length > 0
      ? wrap(
          `Settings of the alerts go with it: ${settingsInLine(settings)}. promwire settings --from-cluster prints them as a file.`,
          style.width,
          '    ',
          '      ',
        )
      : []),
    ...left.flatMap(({ ref, why }) => wrap(visible(`${title(ref)} is left: ${why}.`), style.width, '    ', '      ')),
  ];
  if (remove.length + restore.length === 0)
    lines.push(
      `There is nothing to take back for ${visible(word)}${left.length > 0 ? '; what is left, and why, is above' : ''}.`,
    );
  return `${lines.join('\n')}\n${grafana ? dashboardRemovalText(grafana, style) : ''}`;
}

/** The last line of a dry run. */
export const NOTHING_REMOVED = 'Dry run: nothing was changed.\n';

/** What dashboards are in where they did not go through Grafana's API. */
const SHOWN: readonly string[] = ['ConfigMap', 'GrafanaDashboard'];

/** Where nothing was found: what promwire may have done all the same. */
const OTHERS =
  'note: what setup made for another application is taken back by its name (promwire uninstall service/NAME -n NAMESPACE), and what fix changed by promwire undo.';
const FIXES = 'note: what fix changed is taken back by promwire undo.';

/** So many commands are printed. */
const MOST = 20;

/** What takes back the other applications that setup wired in. */
function otherLines(others: readonly { readonly word: string; readonly namespace: string }[]): readonly string[] {
  if (others.length === 0) return [];
  const more = others.length - MOST;
  return [
    `note: setup wired in ${others.length === 1 ? 'another application' : `${others.length} other applications`} here, which this leaves. To take ${others.length === 1 ? 'it' : 'each'} back:`,
    ...others
      .slice(0, MOST)
      .map(({ word, namespace }) => `      ${command`promwire uninstall ${nameWord(word)} ${inNamespace(namespace)}`}`),
    ...(more > 0 ? [`      and ${more} more; -n NAMESPACE narrows them`] : []),
  ];
}

/**
 * What a removal does not reach, a line each. `grafana`: dashboards are taken out of one by its API. `others`: all other
 * applications that setup wired in, where they were looked for.
 */
export function removalNotes(
  { remove, restore, unseen }: Removal,
  grafana: boolean,
  others?: Parameters<typeof otherLines>[0],
): string {
  const elsewhere = !grafana && !remove.some(({ ref }) => SHOWN.includes(ref.kind));
  const lines = [
    ...(elsewhere
      ? ["note: dashboards that went through Grafana's API stay there; --grafana-url takes them back."]
      : []),
    ...otherLines(others ?? []),
    ...(remove.length + restore.length === 0 ? [others ? FIXES : OTHERS] : []),
    ...unseen.map((detail) => `not known: what setup put into other namespaces for this one. ${visible(detail)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

export function asRefusalText(ref: Ref, refusal: Refusal): string {
  return `${visible(`${title(ref)}: ${refusal.kind === 'forbidden' ? 'not allowed: ' : ''}${refusal.message}`)}${refusal.kind === 'failed' && refusal.unclear ? '; it is not known whether it was done' : ''}\n`;
}

/** What became of a dashboard: it is gone, or what Grafana said. */
export function removedText(
  dashboard: { readonly title: string },
  refusal?: { readonly detail: string; readonly next: string },
): string {
  if (refusal) return `${visible(refusal.detail)}\n${visible(refusal.next)}\n`;
  return `removed dashboard ${visible(dashboard.title)}\n`;
}

/** For a person. The folder stays: deleting one deletes all that is in it. */
function dashboardRemovalText({ grafana, remove: entries, left }: DashboardRemoval, style: Style): string {
  const lines = [
    ...entries.map(({ title }) => `  ${style.red('-')} dashboard ${visible(title)}`),
    ...left.map(({ title, why }) => `    dashboard ${visible(title)} is left: ${visible(why)}.`),
  ];
  const none = ['  no dashboard of promwire'];
  return `${[`Grafana ${visible(grafana)}`, ...(lines.length > 0 ? lines : none)].join('\n')}\n`;
}
