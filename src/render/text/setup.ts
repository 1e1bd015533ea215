import type { Change, Difference, ProfileVariant, SetupEvent } from '../../model/index.ts';
import { alertReachText } from './alert-reach.ts';
import { importText } from './dashboard-import.ts';
import { fieldLines, planText } from './plan.ts';
import { changeName, refusalText, takeBackText } from './refusal.ts';
import { wrap } from './style.ts';
import type { Style } from './style.ts';
import { verificationText } from './verification.ts';
import { applicationWord, command, inNamespace, nameWord } from '../../kube/shell.ts';
import { visible } from '../visible.ts';

/** What setup prints of an event: `out` is the result so far, `err` what is worth a line besides. */
export function setupText(
  event: SetupEvent,
  {
    plan,
    notes,
    app,
    variant,
  }: {
    readonly plan: Parameters<typeof planText>[0];
    readonly notes: readonly string[];
    /** What it is wired in by, where no profile knows it: then no page tells what is made for it. */
    readonly app?: { readonly target?: unknown };
    readonly variant?: Pick<ProfileVariant, 'absenceAlerts'>;
  },
  style: Style,
  verbose = false,
): { readonly out?: string; readonly err?: string } {
  switch (event.kind) {
    case 'refused': {
      // Where every change is known, the plan was printed.
      const planned = takeBackText(event.trials) !== undefined;
      return {
        err: event.trials
          .map(({ change, refusal, difference }) =>
            [refusalText(change, refusal), ...(planned ? [] : fieldLines(difference?.fields ?? [], style)), ''].join(
              '\n',
            ),
          )
          .join(''),
      };
    }
    case 'planned': {
      const more =
        plan.blocked.length > 0
          ? []
          : [...notes, ...(app?.target === undefined ? [] : pendingFirst(event.differences, variant))];
      return {
        out:
          planText(plan, event.differences, style, verbose, app?.target !== undefined) +
          more.map((note) => `${wrap(visible(note), style.width, '  ', '    ').join('\n')}\n\n`).join(''),
      };
    }
    case 'dashboards':
      return { out: `${importText(event.result, event.dryRun)}\n` };
    case 'applied':
      return { err: `${event.change.action === 'remove' ? 'removed' : 'applied'} ${changeName(event.change)}\n` };
    case 'stopped': {
      const { applied, unclear, rest, refusal } = event;
      const [first] = [...unclear, ...rest];
      const refused = refusal && first ? `${refusalText(first, refusal)}\n` : '';
      return { err: `${refused}${remains(applied, unclear, rest)}` };
    }
    case 'asking':
    case 'looked':
      return {};
    case 'verified':
      return { out: verificationText(event.verifications, style) };
    case 'reach':
      return { out: alertReachText(event.reach, style) };
  }
}

/** Rules that are loaded before the first scrape find nothing there, and say so until they are evaluated again. */
function pendingFirst(
  differences: readonly Difference[],
  { absenceAlerts = [] }: Pick<ProfileVariant, 'absenceAlerts'> = {},
): readonly string[] {
  const created = differences.flatMap(({ state, change }) =>
    state === 'create' && 'manifest' in change ? [change.manifest] : [],
  );
  const texts = created.flatMap((manifest) => (manifest.kind === 'PrometheusRule' ? [JSON.stringify(manifest)] : []));
  const names = absenceAlerts.filter((name) => texts.some((text) => text.includes(JSON.stringify(name))));
  if (names.length === 0 || !created.some(({ kind }) => kind.endsWith('Monitor'))) return [];
  return [
    `${names.join(', ')} may be pending in the first minutes, since Prometheus may look at it before the first scrape; it fires only where that lasts`,
  ];
}

/** The last line of a dry run. */
export function dryRunText(differences: readonly Difference[]): string {
  const writes = written(differences);
  if (writes === 0) return 'Dry run: there is nothing to write.\n';
  const accepted = writes === 1 ? 'the server accepts the write' : `the server accepts all ${writes} writes`;
  return `Dry run: ${accepted}; nothing was written.\n`;
}

/** The last line of a setup after which not all is well. */
export function notAllWorks(
  differences: readonly Difference[],
  {
    app: { target, namespace },
  }: {
    readonly app: { readonly target?: { readonly word: string; readonly file?: string }; readonly namespace: string };
  },
): string {
  const applied = written(differences) > 0 ? 'applied, but' : 'nothing was to be changed, and';
  const at = (verb: 'verify' | 'check'): string => {
    const named = target && (verb === 'verify' ? applicationWord(target) : nameWord(target.word));
    const words = { word: named ? ` ${named.word} ${inNamespace(namespace).word}` : '' };
    return verb === 'verify' ? command`promwire verify${words}` : command`promwire check${words}`;
  };
  return `promwire: ${applied} not all of it works yet. ${at('verify')} asks again; ${at('check')} shows why.\n`;
}

function written(differences: readonly Difference[]): number {
  return differences.filter(({ state }) => state !== 'unchanged').length;
}

function remains(applied: readonly Change[], unclear: readonly Change[], rest: readonly Change[]): string {
  const names = (changes: readonly Change[]): string => changes.map(changeName).join(', ');
  const lines = [
    `applied: ${names(applied) || 'nothing'}`,
    ...(unclear.length > 0 ? [`not known: ${names(unclear)}`] : []),
    ...(rest.length > 0 ? [`not applied: ${names(rest)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
