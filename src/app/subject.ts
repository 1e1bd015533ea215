import type { NamedObject, Profile, Subject } from '../model/index.ts';
import { aliasOf, ALIASES } from '../kube/kind-words.ts';
import { nearest, onlySlip } from '../kube/nearest.ts';
import { command, filePath, inNamespace, nameWord } from '../kube/shell.ts';
import { HAS_PODS } from '../lang/application-id.ts';
import { PromwireError } from '../errors.ts';
import { profileById, profileNames } from './profile.ts';
import type { ProfileFile } from './profile-file/read.ts';
import { profiles } from '../registry.ts';

/**
 * What the words of a question are about; everything without any. Never empty.
 * Throws PromwireError 'usage' for words that cannot be asked about; "servicemonitor web" is what kubectl takes. `isPath`: it
 * is there, and --from would read it.
 */
export function subjectsOf(
  words: readonly string[],
  isPath: (word: string) => boolean = () => false,
): readonly Subject[] {
  const [first = '', second = ''] = words;
  const alias = aliasOf(first);
  const near = Object.hasOwn(ALIASES, alias) ? alias : nearest(alias, Object.keys(ALIASES));
  if (near !== undefined && words.length === 2 && !`${first}${second}`.includes('/') && !isProfile(first))
    throw new PromwireError('usage', `${first} ${second}: not KIND/NAME`, `Did you mean ${near}/${second}?`);
  return words.length === 0 ? [{ kind: 'everything' }] : words.map((word) => subjectOf(word, isPath));
}

/**
 * The kind that a word names as kubectl takes it: "ServiceMonitor", "servicemonitors", "smon". Throws PromwireError 'usage' for
 * one that is none of `kinds`.
 */
export function kindNamed(word: string, kinds: readonly string[]): string {
  const alias = aliasOf(word);
  const kind = Object.hasOwn(ALIASES, alias) ? ALIASES[alias]?.kind : undefined;
  if (kind !== undefined && kinds.includes(kind)) return kind;
  const words = Object.keys(ALIASES).filter((each) => kinds.includes(ALIASES[each]?.kind ?? ''));
  const near = kind === undefined ? ALIASES[nearest(alias, words) ?? '']?.kind : undefined;
  throw new PromwireError(
    'usage',
    `--kind ${word}: not known`,
    `${near === undefined ? '' : `Did you mean ${near}? `}It takes one of: ${kinds.join(', ')}.`,
  );
}

/** What is wired in: the application of a profile, or that of an object. */
export type Application =
  /** `unnamed`: no word said so. */
  | { readonly kind: 'profile'; readonly profile: Profile; readonly unnamed?: true }
  | { readonly kind: 'object'; readonly object: NamedObject }
  /** By the file of --profile. */
  | { readonly kind: 'file'; readonly described: ProfileFile };

/** How an application is called on a command line. */
export function applicationWord(application: Application): string {
  if (application.kind === 'profile') return application.profile.id;
  return application.kind === 'object' ? application.object.word : `--profile=${application.described.path}`;
}

/**
 * The application that one word names; the first profile's without any. `asked`: the command, and its namespace.
 * Throws PromwireError 'usage'.
 */
export function applicationNamed(
  word: string | undefined,
  asked?: { readonly by: string; readonly namespace?: string | undefined },
): Application {
  if (word === undefined) return { kind: 'profile', profile: profileById(word), unnamed: true };
  if (asked && isObjectName(word)) {
    const line = command`promwire ${asked.by} ${`service/${word}`} ${inNamespace(asked.namespace)}`;
    throw new PromwireError('usage', `no profile is called ${word}`, `Did you mean ${line}? Known: ${profileNames()}.`);
  }
  if (!word.includes('/')) return { kind: 'profile', profile: profileById(word) };
  const object = namedObject(word);
  if (object && HAS_PODS.includes(object.kind)) return { kind: 'object', object };
  const [kindWord = '', ...rest] = word.split('/');
  throw new PromwireError(
    'usage',
    `${word}: not an application`,
    `${meant(aliasOf(kindWord), rest.join('/'))}It is named by service/NAME, deployment/NAME, statefulset/NAME, daemonset/NAME or pod/NAME.`,
  );
}

/** One word of a question: PROFILE, KIND/NAME, metric/NAME, alert/NAME, or the path of a file. */
function subjectOf(word: string, isPath: (word: string) => boolean): Subject {
  if (isProfile(word)) return { kind: 'profile', id: word };
  const [, kind, name = ''] = /^(metric|alert)\/(.*)$/.exec(word) ?? [];
  if (kind === 'metric') return { kind, name: metricName(name) };
  if (kind === 'alert') return { kind, name: alertName(name) };
  if (/^deploy\/.*\.(?:ya?ml|json)$/.test(word)) return { kind: 'file', path: word };
  const object = namedObject(word);
  if (object) return { kind: 'object', object };
  if (/^(?:\.{0,2}\/|-$)|\.(?:ya?ml|json)$/.test(word)) return { kind: 'file', path: word };
  const [kindWord = '', ...rest] = word.split('/');
  throw new PromwireError(
    'usage',
    `${word}: neither a profile nor KIND/NAME`,
    `${isPath(word) ? command`Did you mean --from ${filePath(word)}? ` : meant(aliasOf(kindWord), rest.join('/'))}${KINDS}`,
  );
}

function metricName(name: string): string {
  if (/^[a-zA-Z_:][\w:]*$/.test(name)) return name;
  throw new PromwireError(
    'usage',
    `metric/${name}: not the name of a metric`,
    'Give the name alone, without labels or functions: metric/up.',
  );
}

function alertName(name: string): string {
  if (name !== '') return name;
  throw new PromwireError('usage', 'alert/: no name of an alert', 'Give its name: alert/Watchdog.');
}

/** The kind and name of "servicemonitor/web"; undefined if the kind is not supported. */
function namedObject(word: string): NamedObject | undefined {
  const [kindWord = '', ...rest] = word.split('/');
  const alias = aliasOf(kindWord);
  const known = Object.hasOwn(ALIASES, alias) ? ALIASES[alias] : undefined;
  const name = rest.join('/');
  return known && name !== '' ? { ...known, name, word } : undefined;
}

const KINDS = `Profiles: ${profiles.map(({ id }) => id).join(', ')}. Kinds: servicemonitor, podmonitor, probe, scrapeconfig, prometheusrule, alertmanagerconfig, prometheus, prometheusagent, thanosruler, alertmanager, service, pod, deployment, statefulset, daemonset, configmap, grafanadashboard; metric/NAME, alert/NAME.`;

const SHORT = 4;

function meant(alias: string, name: string): string {
  const profile = nearest(
    alias,
    profiles.map(({ id }) => id),
  );
  if (name === '' && profile !== undefined) return `Did you mean ${profile}? `;
  if (name === '')
    return alias === '' || Object.hasOwn(ALIASES, alias)
      ? ''
      : `Did you mean servicemonitor/${alias} or service/${alias}? `;
  const near = nearest(alias, Object.keys(ALIASES));
  // Of a short word any other is near: it is a namespace rather than a slip.
  if (near !== undefined && alias.length <= SHORT && near !== onlySlip(alias, Object.keys(ALIASES)))
    return `Did you mean ${command`service/${name} ${inNamespace(alias)}`}? `;
  // It is a kind, only not one of those that are asked for.
  return near === undefined || Object.hasOwn(ALIASES, alias) ? '' : `Did you mean ${near}/${name}? `;
}

/** May one word without a kind be what an object is called? Not a profile, nor a slip in one, nor a kind. */
function isObjectName(word: string): boolean {
  const ids = profiles.map(({ id }) => id);
  const isOther = isProfile(word) || nearest(word, ids) !== undefined || Object.hasOwn(ALIASES, aliasOf(word));
  return !isOther && !word.includes('/') && nameWord(word).left === undefined;
}

function isProfile(word: string): boolean {
  return profiles.some(({ id }) => id === word);
}
