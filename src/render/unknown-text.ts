import type { Report } from '../model.ts';
import { visible, wrap } from './style.ts';
import type { Style } from './style.ts';

/** How much a report tells of what was not looked at. */
export interface TextOptions {
  /** Checks that were not made are named, not counted. */
  readonly verbose?: boolean;
  /** Questions answered by "nobody" or "nowhere": they count as errors. */
  readonly answers?: number;
  /** One object was asked about: checks of other things need no word. */
  readonly single?: boolean;
  /** The generated configurations were to be read, too. */
  readonly readSecrets?: boolean;
  /** The namespace of -n. */
  readonly namespace?: string | undefined;
}

const WIDTH = 100;
/** From so many on, checks that were not made for one reason are counted and not named. */
const MANY = 6;
const FORBIDDEN = /^Not allowed to list (\S+ (?:in all namespaces|in namespace \S+|in the cluster)|[^:]+): (.*)$/s;
const USER = /User "([^"]+)" cannot/;
const INSTEAD = / (Only \S.* could be read\.)$/;

/** What could not be read at all, first: the rest rests on it. */
export function brokenText(report: Report, style: Style): readonly string[] {
  const broken = [...new Set(report.unknown.filter(isBroken).map(({ gap }) => gap.detail))];
  if (broken.length === 0) return [];
  return [
    `${style.red('error  ')}  ${style.bold('could not be read')}`,
    ...broken.flatMap((detail) => wrap(visible(detail), WIDTH, '  ', '    ')),
    '',
  ];
}

/** What the answer hangs on, what opens it, and the checks that were not made. */
export function unknownText(report: Report, style: Style, options: TextOptions): readonly string[] {
  const open = report.unknown.filter((entry) => entry.touches && !isBroken(entry));
  const details = grouped([...new Set(open.map(({ gap }) => gap.detail))]);
  const beside = report.unknown.filter((entry) => !entry.touches);
  const forbidden = open.some(({ gap }) => gap.reason === 'forbidden');
  const where = `${options.namespace === undefined ? '' : ` -n ${options.namespace}`}${options.readSecrets === true ? ' --read-secrets' : ''}`;
  return [
    ...(details.length === 0
      ? []
      : [
          `${style.yellow('unknown')}  what could not be seen, and the answer hangs on`,
          ...details.flatMap((detail) => wrap(visible(detail), WIDTH, '  - ', '    ')),
        ]),
    ...(forbidden ? [`  promwire rbac check${visible(where)} prints the rights that it takes.`] : []),
    ...(forbidden || report.stacksHidden
      ? ['  Stacks that somebody else sees: promwire snapshot > stacks.yaml there, --captured stacks.yaml here.']
      : []),
    ...(options.single && !options.verbose ? [] : notChecked(beside, style, options.verbose ?? false)),
  ];
}

function isBroken({ gap }: Report['unknown'][number]): boolean {
  return gap.reason === 'invalid';
}

/** Several lists that were refused are one sentence: the server says the same of each. */
function grouped(details: readonly string[]): readonly string[] {
  const lists = details.flatMap((detail) => FORBIDDEN.exec(detail)?.[1] ?? []);
  if (lists.length < 2) return details;
  const instead = new Set(details.flatMap((detail) => INSTEAD.exec(detail)?.[1] ?? []));
  // Which user that is explains more than anything else: often it is not the one that was meant.
  const users = new Set(details.flatMap((detail) => USER.exec(detail)?.[1] ?? []));
  return [
    `Not allowed to list ${lists.join(', ')}${[...users].map((user) => ` as ${user}`).join('')}.${[...instead].map((only) => ` ${only}`).join('')}`,
    ...details.filter((detail) => !FORBIDDEN.test(detail)),
  ];
}

/** Checks that were not made, each with the kinds it lacked; many that lacked one and the same thing as their number. */
function notChecked(all: Report['unknown'], style: Style, verbose: boolean): readonly string[] {
  const byGap = new Map<string, Set<string>>();
  for (const { check = '', gap } of all) byGap.set(gap.detail, (byGap.get(gap.detail) ?? new Set()).add(check));
  if (!verbose) return counted(all, style);
  const many = [...byGap].filter(([, checks]) => checks.size >= MANY);
  const unknown = all.filter(({ gap }) => (byGap.get(gap.detail)?.size ?? 0) < MANY);
  const kinds = new Map<string, Set<string>>();
  for (const { check, gap } of unknown)
    kinds.set(check ?? 'verdicts', (kinds.get(check ?? 'verdicts') ?? new Set()).add(gap.reads.kind));
  const alike = new Map<string, string[]>();
  for (const [check, missing] of kinds) {
    const key = [...missing].join(', ');
    alike.set(key, [...(alike.get(key) ?? []), check]);
  }
  const parts = [
    ...[...alike].map(([missing, checks]) => `${checks.join(', ')} (without ${missing})`),
    ...many.map(([detail, checks]) => `${checks.size} checks (${detail.replace(/\.$/, '')})`),
  ];
  return parts.length === 0 ? [] : wrap(visible(`not checked: ${parts.join('; ')}`), WIDTH, '', '  ').map(style.dim);
}

/** How many were not made, and for want of what. */
function counted(all: Report['unknown'], style: Style): readonly string[] {
  const ids = new Set(all.map(({ check = 'verdicts' }) => check));
  if (ids.size === 0) return [];
  const why = new Set(
    all.map(({ gap }) => (gap.reads.kind === '' ? gap.detail.replace(/\.$/, '') : `without ${gap.reads.kind}`)),
  );
  const [first = ''] = why;
  const reasons = why.size > 1 ? `${first} and ${why.size - 1} more` : first;
  return wrap(visible(`not checked: ${ids.size} (${reasons}); -v names them`), WIDTH, '', '  ').map(style.dim);
}
