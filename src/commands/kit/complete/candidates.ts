/** What may stand at the last word of a command line. */
import { liveNames } from '../../../app/completion/live-names.ts';
import type { Candidate, Completion } from '../../../model/index.ts';
import { FLAGS } from '../flag-table.ts';
import type { FlagKey } from '../flag-table.ts';
import type { Flag } from '../flag.ts';
import { COMMANDS } from '../table.ts';
import { isGroup, isList, readLine } from './line.ts';
import type { Line } from './line.ts';
import { clusterNames, contextNames, namespaceNames, stackNames, whereOf } from './names.ts';
import type { Place } from './names.ts';
import { SOURCES } from './sources.ts';
import type { Source } from './sources.ts';
import { causes, thresholdWords, variantWords, wordsOf } from './words.ts';

const NOTHING: Completion = { candidates: [] };

/** Characters that no line of a shell can show, or that would end it. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const LONGEST = 320;

/** `words`: those behind `promwire`, without quotes; the last one is being typed. Throws where nothing is known. */
export async function completionOf(
  words: readonly string[],
  env: Place['env'],
  signal: AbortSignal,
): Promise<Completion> {
  const line = readLine(words);
  const where = await whereOf(line, env, signal);
  const live = liveNames(where);
  try {
    const { candidates, paths } = await offered(line, { env, live, reads: where.reads });
    const fits = candidates.filter(
      ({ value }) => value.startsWith(line.typed) && value.length <= LONGEST && !HIDDEN.test(value),
    );
    const shown = fits.map((each) => ({ ...each, value: line.before + each.value }));
    return { candidates: shown, ...(paths === undefined ? {} : { paths }) };
  } finally {
    live.close();
  }
}

async function offered(line: Line, place: Place): Promise<Completion> {
  const { asked } = line;
  if (asked.kind === 'command') return { candidates: commands(asked.after, line.typed) };
  if (asked.kind === 'flag') return { candidates: flags(line) };
  if (asked.kind === 'value') return await valuesOf(asked.flag, line, place);
  return asked.kind === 'word' ? await wordsOf(line, place) : NOTHING;
}

function commands(after: string | undefined, typed: string): readonly Candidate[] {
  const rows = Object.entries(COMMANDS);
  if (after !== undefined)
    return rows.flatMap(([name, { summary }]) =>
      name.startsWith(`${after} `) ? [{ value: name.slice(after.length + 1), about: summary }] : [],
    );
  if (typed.startsWith('-')) return [{ value: '--help' }, { value: '--version' }];
  const firsts = new Map(
    rows.map(([name, { summary }]) => {
      const [first = ''] = name.split(' ');
      const parts = rows.flatMap(([each]) => (each.startsWith(`${first} `) ? [each.slice(first.length + 1)] : []));
      return [first, isGroup(first) ? parts.join(', ') : summary] as const;
    }),
  );
  return [...firsts, ['help', 'flags and examples of a command'] as const].map(([value, about]) => ({ value, about }));
}

/** Those of the command that may still be given. */
function flags({ spec, given }: Line): readonly Candidate[] {
  return (spec?.flags ?? []).flatMap((key) => {
    const flag: Flag = FLAGS[key];
    if (flag.many !== true && given(key).length > 0) return [];
    return [{ value: `--${flag.name}`, about: spec?.meanings?.[key] ?? flag.help }];
  });
}

async function valuesOf(key: FlagKey, line: Line, place: Place): Promise<Completion> {
  const flag: Flag = FLAGS[key];
  if (flag.oneOf) return { candidates: flag.oneOf.map((value) => ({ value })) };
  const source = Object.hasOwn(SOURCES, key) ? SOURCES[key as keyof typeof SOURCES] : 'nothing';
  if (source === 'files' || source === 'folders') return { candidates: [], paths: source };
  const candidates = await named[source](line, place);
  const before = new Set(isList(key) ? line.before.replace(/^--[^=]+=/, '').split(',') : []);
  return { candidates: candidates.filter(({ value }) => !before.has(value)) };
}

const named: Readonly<
  Record<Exclude<Source, 'files' | 'folders'>, (line: Line, place: Place) => Promise<readonly Candidate[]>>
> = {
  nothing: async () => await Promise.resolve([]),
  contexts: contextNames,
  clusters: clusterNames,
  namespaces: namespaceNames,
  stacks: stackNames,
  causes: async () => await Promise.resolve(causes()),
  kinds: async () => (await import('../../../kube/kinds.ts')).SUBJECT_KINDS.map((value) => ({ value })),
  variants: async () => await Promise.resolve(variantWords()),
  thresholds: thresholdWords,
};
