/** Commands of helm that a user pastes into a shell. */
import { command, shellWord } from './shell.ts';
import type { Word } from './shell.ts';
import type { Json, Labels } from '../model/index.ts';

/** What a command names of a release. `version`: of the chart that is installed, so that nothing else changes. */
export interface Release {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly chart: string;
  readonly version?: string | undefined;
}

/** One value: its path as helm writes it, and what it becomes; a text stays a text, null takes a value back. */
export interface Value {
  readonly path: string;
  readonly becomes: Json;
}

/** "paused: false", as a line of values. */
export function printValue({ path, becomes }: Value): string {
  return `${path}: ${typeof becomes === 'string' ? becomes : JSON.stringify(becomes)}`;
}

/** Names that Helm and Kubernetes allow; anything else never goes into a command. */
const RELEASE = /^[a-z0-9](?:[a-z0-9.-]{0,51}[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const CHART = /^[A-Za-z0-9][\w.-]{0,127}(?:\/[A-Za-z0-9][\w.-]{0,127})?$/;
const VERSION = /^v?\d[\w.+-]*$/;
const LABEL_KEY = /^(?:[a-z0-9][a-z0-9.-]*\/)?[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/;
const PRINTABLE = /^[\x20-\x7e]*$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)?$/;

/** A range of versions of a chart, as Helm takes it: "^1.2", ">=1.0 <2". */
const RANGE = /^(?!-)[\w.+*^~<>=,| -]{1,100}$/;
const REPOSITORY = /^(?:https?|oci):\/\/[\w.:/@%+~*-]{1,500}$/;
const ALLOWED = { RELEASE, CHART, NAMESPACE, VERSION: RANGE, REPOSITORY };

/** The text where Helm and Kubernetes allow it, else the blank: a name from a file may be a flag, or the end of a command. */
export function allowedWord(text: string | undefined, of: keyof typeof ALLOWED): Word {
  if (text === undefined) return { word: of };
  return ALLOWED[of].test(text) ? { word: shellWord(text) } : { word: of, left: of };
}

/**
 * `helm upgrade` that changes these values of a release and nothing else. A name that is not known is a word in capitals.
 * undefined: a name, a key or a value is none that Helm or Kubernetes allows.
 */
export function upgrade({ name, namespace, chart, version }: Release, values: readonly Value[]): string | undefined {
  const known: readonly (readonly [text: string | undefined, allowed: RegExp])[] = [
    [name === '' ? undefined : name, RELEASE],
    [namespace, NAMESPACE],
    [chart === '' ? undefined : chart, CHART],
  ];
  if (known.some(([text, allowed]) => text !== undefined && !allowed.test(text))) return undefined;
  if (values.some(({ becomes }) => !(typeof becomes === 'string' ? LABEL_VALUE : PRINTABLE).test(textOf(becomes))))
    return undefined;
  const words = [
    ...['helm', 'upgrade', name === '' ? 'RELEASE' : name, atHome(chart)],
    ...['-n', namespace ?? 'NAMESPACE'],
    ...['--version', version !== undefined && VERSION.test(version) ? version : 'VERSION'],
    KEPT,
    ...values.flatMap(({ path, becomes }) => [flagFor(becomes), `${path}=${textOf(becomes)}`]),
  ];
  return words.map(shellWord).join(' ');
}

/**
 * A chart as `helm repo add` of its own README lets it be called: helm takes a bare name for a folder. Of the others nobody
 * knows what they are called here. Source: prometheus-community/helm-charts charts/kube-prometheus-stack/README.md.
 */
function atHome(chart: string): string {
  return chart === 'kube-prometheus-stack' ? `prometheus-community/${chart}` : chart === '' ? 'CHART' : chart;
}

/** The flag behind which an upgrade names what it changes. */
const KEPT = '--reset-then-reuse-values';

/**
 * Commands with one upgrade for each release: every one of them rolls out its pods. Upgrades among `more` add to one that is
 * there, and nothing else of `more` does.
 */
export function upgradedOnce(commands: readonly string[], more: readonly string[] = []): readonly string[] {
  const lines = new Map<string, ReadonlySet<string>>();
  for (const [i, command] of [...commands, ...more].entries()) {
    const [head = '', values] = command.startsWith('helm upgrade ') ? command.split(` ${KEPT} `) : [command];
    if (i < commands.length || (values !== undefined && lines.has(head)))
      lines.set(head, new Set([...(lines.get(head) ?? []), ...(values === undefined ? [] : [values])]));
  }
  return [...lines].map(([head, values]) => (values.size === 0 ? head : [head, KEPT, ...values].join(' ')));
}

/** Words in capitals of a command, which the user fills in. */
export function blanks({ name, namespace, chart, version }: Release): readonly string[] {
  return [
    ...(name === '' ? ['RELEASE'] : []),
    ...(chart === '' ? ['CHART'] : []),
    ...(namespace === undefined ? ['NAMESPACE'] : []),
    ...(version !== undefined && VERSION.test(version) ? [] : ['VERSION']),
  ];
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `--set` has no map, and reads some texts as a number, a boolean or nothing. Source: helm v3.19 pkg/strvals/parser.go typedVal. */
function flagFor(value: Json): string {
  if (typeof value === 'object' && value !== null) return '--set-json';
  return typeof value === 'string' && /^(?:true|false|null|0|-?[1-9]\d*|)$/i.test(value) ? '--set-string' : '--set';
}

/** The values that set labels below a path; undefined where a key is none that Kubernetes allows. */
export function labelValues(path: string, labels: Labels): readonly Value[] | undefined {
  const [before = '', single] = path.split('=').toReversed();
  const entries = Object.entries(labels);
  if (entries.some(([key]) => !LABEL_KEY.test(key))) return undefined;
  // A value of one label, not a map of labels.
  if (single !== undefined)
    return entries.every(([key]) => key === single)
      ? entries.map(([, becomes]) => ({ path: before, becomes }))
      : undefined;
  return entries.map(([key, becomes]) => ({ path: `${before}.${escaped(key)}`, becomes }));
}

/** A key as a part of a path: helm splits at dots, and reads commas, equals signs and brackets. */
function escaped(key: string): string {
  return key.replaceAll(/[.,=[\]{}\\]/g, String.raw`\$&`);
}

/**
 * How the value is found in a chart that is not known here. What a repository calls a chart is in no object: where the release
 * is known, that tells all of its values.
 */
export function findValue({ name, namespace = '', chart, version }: Release, kind: string): string | undefined {
  if (chart !== '' && !CHART.test(chart)) return undefined;
  const at = version !== undefined && VERSION.test(version) ? ['--version', version] : [];
  const isKnown = chart === '' || atHome(chart).includes('/');
  const words =
    !isKnown && RELEASE.test(name) && NAMESPACE.test(namespace)
      ? ['helm', 'get', 'values', name, '-n', namespace, '--all']
      : ['helm', 'show', 'values', isKnown ? atHome(chart) : `REPOSITORY/${chart}`, ...at];
  return command`${{ word: words.map(shellWord).join(' ') }} | grep -n -i -A5 ${kind.toLowerCase()}`;
}
