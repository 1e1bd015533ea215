/** Charts of the repository that are not rendered: what they make is not known. */
import { groupBy } from '../../../kube/group.ts';
import { title } from '../../../kube/refs.ts';
import { command, filePath } from '../../../kube/shell.ts';
import type { Gap } from '../../../model/index.ts';
import { ANY_RELEASE, helmTemplate } from '../../helm.ts';
import { digestOf } from '../digest.ts';
import { scrubWords } from '../../projection/scrub-text.ts';
import { lineOf } from '../../program.ts';
import type { ValuesSource } from '../releases/draft.ts';
import type { Made } from './made.ts';

const NAMED = 3;
const SAID = 300;
/** A repository may have any number of charts, each broken in its own way. */
const REASONS = 20;

/** Charts that were to be rendered, and were not. */
export interface LeftCharts {
  /** One for each reason. */
  readonly gaps: readonly Gap[];
  /** One for each folder of a chart, at its Chart.yaml. */
  readonly of: ReadonlyMap<string, Gap>;
  /** By the same: one text for all that they are given, by each that installs them. */
  readonly given: ReadonlyMap<string, string>;
}

export function leftCharts(made: readonly Made[]): LeftCharts {
  const left = made.filter(({ text }) => text === undefined).toReversed();
  const of = left.map((one) => {
    const { folder, file } = one.release;
    const gap = gapOf(reasonOf(one), [one]);
    return [folder, { ...gap, origin: { source: 'file', file, document: 1, line: 1 } }] as const;
  });
  const given = [...groupBy(left, ({ release }) => release.folder)].map(
    ([folder, all]) => [folder, digestOf(Buffer.from(all.map(givenText).toSorted().join('\n')))] as const,
  );
  return { gaps: gapsOf(made), of: new Map(of), given: new Map(given) };
}

/** What an installation is given, as far as that is known: the same in all places. */
function givenText({ release: { name, draft }, chart }: Made): string {
  // What nothing installs is called by its folder.
  if (!draft) return '';
  const { namespace, sources, changes = [] } = draft;
  const written: readonly unknown[] = chart ? [chart.given] : sources.map(sourceText);
  return JSON.stringify([name, namespace, written, changes.map(placeless)]);
}

function sourceText(source: ValuesSource): unknown {
  if (source.from === 'document') return source.values;
  return source.from === 'nowhere' ? undefined : placeless(source);
}

const PLACES: ReadonlySet<string> = new Set(['by', 'why', 'at', 'file', 'near', 'root']);

const placeless = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !PLACES.has(key)));

/** One for each reason. */
function gapsOf(made: readonly Made[]): readonly Gap[] {
  const left = made.filter(({ text }) => text === undefined);
  const reasons = [...groupBy(left, reasonOf)];
  return reasons.slice(0, REASONS).map(([reason, [first, ...others]], i) => {
    const those = i === REASONS - 1 ? reasons.slice(i).flatMap(([, all]) => all) : [first, ...others];
    return gapOf(
      reason,
      those.filter((one) => one !== undefined),
    );
  });
}

function gapOf(reason: string, all: readonly Made[]): Gap {
  const [first] = all;
  const names =
    all.slice(0, NAMED).map(chartText).join(', ') + (all.length > NAMED ? ` and ${all.length - NAMED} more` : '');
  const [charts, are, they] = all.length === 1 ? ['Chart', 'is', 'it makes'] : ['Charts', 'are', 'they make'];
  const next = first ? nextOf(first) : '';
  const { file = '', draft } = first?.release ?? {};
  return {
    reason: 'invalid',
    reads: { group: '', kind: '' },
    sentence: `${charts} ${names} ${are} not rendered, so what ${they} is not known: ${reason}. ${next}`,
    origin: draft?.origin ?? { source: 'file', file, document: 1, line: 1 },
  };
}

/** "charts/web (HelmRelease shop/web, apps/web.yaml:3)". */
function chartText({ release: { folder, draft } }: Made): string {
  return `${folder}${draft === undefined ? '' : ` (${title(draft.by)}, ${draft.origin.file}:${draft.origin.line})`}`;
}

const DEPENDENCIES = /missing in charts\/ directory/;

function reasonOf({ why, ran }: Made): string {
  if (why !== undefined) return why;
  if (ran?.kind !== 'failed') return 'helm is not on PATH';
  if (DEPENDENCIES.test(ran.said)) return 'what each depends on is not in its folder';
  return scrubWords(ran.said).replaceAll(/\s+/g, ' ').slice(0, SAID).replace(/\.$/, '');
}

/** What to do: the line that fetches what is missing, or renders it and gives it to promwire. */
function nextOf({ release, chart, ran }: Made): string {
  if (ran?.kind === 'failed' && DEPENDENCIES.test(ran.said)) {
    const names = /charts\/ directory: ([\w., -]{1,200})/.exec(ran.said)?.[1];
    const fetch = command`helm dependency build ${filePath(release.folder)}`;
    return `${names === undefined ? 'This fetches them' : `This fetches ${names}`}: ${fetch}`;
  }
  const { given, values = [], ...plain } = chart ?? { folder: release.folder, release: ANY_RELEASE };
  const isOpen = given !== undefined || chart === undefined;
  const line = lineOf(helmTemplate({ ...plain, values })).replace(
    ' --api-versions',
    isOpen ? ' -f VALUES.yaml --api-versions' : ' --api-versions',
  );
  const render = { word: line };
  const elsewhere = command`${render} | promwire check --from - --from .`;
  return `${ran?.kind === 'missing' ? 'Where it is, promwire calls it itself; what it makes can be given, too' : 'Rendered elsewhere it can be given, too'}: ${elsewhere}`;
}
