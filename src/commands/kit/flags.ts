import { parseArgs } from 'node:util';
import { PromwireError } from '../../errors.ts';
import { nearest } from '../../kube/nearest.ts';
import { isLabelKey, isLabelValue } from '../../kube/selector.ts';
import type { Labels } from '../../model/index.ts';
import { FLAGS } from './flag-table.ts';
import type { FlagKey } from './flag-table.ts';
import type { Flag } from './flag.ts';

/** What a flag of the table reads its value as. A duration is in milliseconds. */
type ValueOf<F> = F extends { readonly reads: 'duration' }
  ? number | undefined
  : F extends { readonly reads: 'labels' | 'object-labels' }
    ? Labels | undefined
    : F extends { readonly oneOf: readonly (infer Word)[] }
      ? Word | undefined
      : F extends { readonly many: true }
        ? readonly string[]
        : F extends { readonly value: string }
          ? string | undefined
          : boolean;

/** The values of these flags, and of no others: reading one that a command does not declare does not compile. */
export type Flags<K extends FlagKey> = { readonly [Key in K]: ValueOf<(typeof FLAGS)[Key]> };

/** The arguments of one command, taken apart and not yet read. */
export interface Arguments {
  readonly words: readonly string[];
  /** In the order given; true for a flag without a value. */
  readonly given: (flag: FlagKey) => readonly (string | true)[];
}

/** Takes the arguments of a command apart. Throws PromwireError 'usage' for a flag that it does not have. */
export function parseArguments(command: string, argv: readonly string[], keys: readonly FlagKey[]): Arguments {
  const flags = keys.map((key): Flag => FLAGS[key]);
  const options = Object.fromEntries(
    flags.map((flag) => [
      flag.name,
      {
        type: flag.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(flag.short ? { short: flag.short } : {}),
        multiple: flag.many === true,
      },
    ]),
  );
  const { values, positionals } = parse(command, withBare(argv, flags), options);
  const given = (key: FlagKey): readonly (string | true)[] =>
    [values[FLAGS[key].name] ?? []].flat().filter((value) => value !== false);
  return { words: positionals, given };
}

/** Reads the values of flags. Throws PromwireError 'usage' for one that is not possible. */
export function readFlags<K extends FlagKey>({ given }: Pick<Arguments, 'given'>, keys: readonly K[]): Flags<K> {
  mustGoTogether(keys.filter((key) => given(key).length > 0).map((key): Flag => FLAGS[key]));
  return Object.fromEntries(keys.map((key) => [key, valueOf(FLAGS[key], given(key))])) as Flags<K>;
}

function mustGoTogether(given: readonly Flag[]): void {
  for (const { name, with: needs } of given)
    if (needs && !given.some((flag) => flag.name === needs.flag))
      throw new PromwireError('usage', `--${name} goes with --${needs.flag}`, `Add --${needs.flag}: ${needs.why}.`);
}

function valueOf(flag: Flag, given: readonly (string | true)[]): unknown {
  if (flag.value === undefined) return given.length > 0;
  const texts = given.filter((value) => value !== true);
  const { form } = flag;
  const wrong = form && texts.find((text) => !form.pattern.test(text));
  if (form && wrong !== undefined)
    throw new PromwireError('usage', `--${flag.name} ${JSON.stringify(wrong)}: not possible`, form.words);
  if (flag.many === true) return texts;
  const text = texts.at(-1);
  if (text === undefined) return undefined;
  if (flag.oneOf && !flag.oneOf.includes(text))
    throw new PromwireError('usage', `--${flag.name} ${text}: not known`, `It takes one of: ${flag.oneOf.join(', ')}.`);
  if (flag.reads === 'duration') return duration(flag, text);
  if (flag.reads === 'object-labels') return objectLabels(flag.name, text);
  return flag.reads === 'labels' ? labels(flag.name, text) : text;
}

/** Gives flags that stand alone the value that this means. */
function withBare(argv: readonly string[], flags: readonly Flag[]): readonly string[] {
  const end = argv.indexOf('--');
  return argv.map((word, i) => {
    const bare = flags.find(({ name }) => word === `--${name}`)?.bare;
    const isFlag = end === -1 || i < end;
    return bare && isFlag && !bare.looks.test(argv[i + 1] ?? '') ? `${word}=${bare.value}` : word;
  });
}

/** Commands about a cluster, and options of those that read files. */
const WRITE: readonly string[] = ['setup', 'diff', 'verify', 'uninstall', 'undo'];
const OF_FILES: readonly string[] = ['from', 'default-namespace', 'out'];
const FILES =
  'This command reads a cluster. Of files, promwire generate --from PATH makes the manifests that setup would apply, promwire check --from PATH looks at what is there, and promwire fix --from PATH changes them.';

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse(
  command: string,
  argv: readonly string[],
  options: Options,
): { values: Record<string, string | boolean | (string | boolean)[] | undefined>; positionals: string[] } {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split(/\. (?:To|Did)/)[0] ?? error.message) : String(error);
    const wanted = /'(--?[^'\s=]+)/.exec(message)?.[1]?.replace(/^-+/, '') ?? '';
    const near = Object.hasOwn(options, wanted) ? undefined : nearest(wanted, Object.keys(options));
    const elsewhere = WRITE.includes(command) && OF_FILES.includes(wanted) ? FILES : undefined;
    const hint =
      elsewhere ??
      (near === undefined
        ? `See promwire ${command} --help.`
        : `Did you mean --${near}? See promwire ${command} --help.`);
    throw new PromwireError('usage', message, hint, { cause: error });
  }
}

/** "90s", "5m", "1m30s", "500ms" in milliseconds. */
function duration({ name, hours }: Flag, text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new PromwireError('usage', `--${name} ${text}: not a duration`, 'Write it like 90s, 5m or 1h30m.');
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
  // Node's timers take 24 days; beyond that they fire at once.
  if (hours !== undefined && ms > hours * 3_600_000)
    throw new PromwireError('usage', `--${name} ${text}: too long`, `It takes at most ${hours}h.`);
  return ms;
}

/** "a=b,c=d" as labels. */
function labels(flag: string, text: string): Labels {
  const found = new Map<string, string>();
  for (const part of text.split(',').filter((each) => each !== '')) {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/.exec(part.trim()) ?? [];
    if (key === '')
      throw new PromwireError(
        'usage',
        `--${flag}: ${JSON.stringify(part)} is not KEY=VALUE`,
        'Write it like release=prometheus,team=a.',
      );
    if ((found.get(key) ?? value) !== value)
      throw new PromwireError(
        'usage',
        `--${flag}: ${JSON.stringify(key)} is given two values`,
        'Leave one of them out.',
      );
    found.set(key, value);
  }
  return Object.fromEntries(found);
}

/** The same for metadata.labels of an object. */
function objectLabels(flag: string, text: string): Labels {
  const read = labels(flag, text);
  for (const [key, value] of Object.entries(read))
    if (!isLabelKey(key) || !isLabelValue(value))
      throw new PromwireError(
        'usage',
        `--${flag}: ${JSON.stringify(`${key}=${value}`)} is no label that Kubernetes allows`,
        'Key and value are at most 63 letters, digits, "-", "_" and ".", and begin and end with a letter or digit; before the key a domain and "/" may be.',
      );
  return read;
}

/** "NAME=VALUE", each. Throws PromwireError 'usage'. */
export function pairs(
  texts: readonly string[],
  pattern: RegExp,
  refuse: (text: string) => PromwireError,
): readonly (readonly [name: string, value: string])[] {
  return texts.map((text) => {
    const match = pattern.exec(text);
    if (!match) throw refuse(text);
    return [match[1] ?? '', match[2] ?? ''];
  });
}
