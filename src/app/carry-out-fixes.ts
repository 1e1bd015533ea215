/** Planned changes of fields, carried out: tried, written, and waited for until they work. */
import { project } from '../io/projection/index.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { RawObject } from '../io/kube/list.ts';
import type { Analysis } from '../judge/analysis.ts';
import { objectsAt, stringAt } from '../kube/json.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { changedObject, keyOf, refOf } from '../kube/refs.ts';
import type {
  Change,
  Difference,
  Expectation,
  KubeObject,
  ObjectFix,
  Ref,
  SetupEvent,
  Stack,
  TrialResult,
  Verification,
} from '../model/index.ts';
import { provenObject } from '../plan/expectation.ts';
import { targetUp } from '../plan/part.ts';
import { mayChange } from '../verify/progress.ts';
import { cutShort, deadlineIn } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import { writeAll } from './setup-steps.ts';
import type { StepWords } from './setup-steps.ts';
import { tryChanges } from './try-changes.ts';
import { verifier } from './verifier.ts';
import { waitUntil } from './wait.ts';
import type { Shown } from './write-fields.ts';

type Refused = Extract<TrialResult, { kind: 'refused' }>;

export interface CarryOutOptions {
  /** Every write is tried on the server, and nothing is stored. */
  readonly dryRun: boolean;
  /** Called before `writes` objects are written, if any: a rejection leaves all as it is. */
  readonly confirm: (writes: number) => Promise<void>;
  readonly onEvent: (event: SetupEvent) => void;
  /** What the changes are for, where that is another object than the one that is changed. */
  readonly fixes?: readonly ObjectFix[];
  readonly words: StepWords;
  /** Longest time for trying the writes, and then for writing until it works, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface CarriedOut {
  readonly differences: readonly Difference[];
  /** What the server does not take, or what others changed meanwhile: it stays as it is, and stops nothing else. */
  readonly refused: readonly Refused[];
  /** How many were written. */
  readonly written: number;
  /** The objects that were written, as the server answered. */
  readonly became: readonly KubeObject[];
  /** Objects that are to work now, and of which no running stack could tell whether they do. */
  readonly unasked: readonly Ref[];
  readonly verifications: readonly Verification[];
  /** It ended early. */
  readonly cut?: CutOff;
}

export interface CutOff {
  readonly error: unknown;
  /** Sent, and no answer tells. */
  readonly unclear: readonly Change[];
  /** Not written. */
  readonly rest: readonly Change[];
}

/**
 * Tries every write on the server, asks, writes, and waits until the objects work in `analysis`, the world after it;
 * without one it ends when all is written. What ends it early once it began to write, and Ctrl-C at any time, is in `cut`;
 * throws as setup otherwise.
 */
export async function carryOutFixes(
  kube: Kube,
  changes: readonly Change[],
  analysis: Analysis | undefined,
  options: CarryOutOptions,
): Promise<CarriedOut> {
  const { onEvent, signal } = options;
  const shown: Shown = new Map();
  const applied: Change[] = [];
  let open: Omit<CutOff, 'error'> = { unclear: [], rest: changes };
  let known: Pick<CarriedOut, 'differences' | 'refused'> = { differences: [], refused: [] };
  const done = (): Omit<CarriedOut, 'unasked' | 'verifications'> => ({
    ...known,
    written: applied.length,
    became: applied.flatMap((change) => answered(shown.get(change))),
  });
  try {
    const tried = await tryAndAsk(kube, changes, shown, options);
    known = tried;
    open = { unclear: [], rest: tried.writes };
    if (tried.writes.length === 0) return { ...done(), unasked: [], verifications: [] };
    const deadline = deadlineIn(options.timeoutMs, 'all was written and worked');
    const late = await writeAll(kube, tried.writes, options.words, {
      independent: true,
      shown,
      onEvent: (event) => {
        if (event.kind === 'applied') applied.push(event.change);
        if (event.kind === 'stopped') open = event;
        onEvent(event);
      },
      signal: AbortSignal.any([signal, deadline.signal]),
    });
    known = { ...known, refused: [...known.refused, ...late] };
    open = { unclear: [], rest: [] };
    const meant = analysis ? meantBy(applied, options.fixes ?? []) : [];
    const { verifications, unasked } = analysis
      ? await worked(kube, analysis, meant, { ...options, deadline })
      : { verifications: [], unasked: [] };
    return { ...done(), unasked, verifications };
  } catch (error) {
    if (!signal.aborted && applied.length + open.unclear.length === 0) throw error;
    const why = applied.length + open.unclear.length === 0 ? cutShort(signal, 'nothing was changed', '') : error;
    return { ...done(), unasked: [], verifications: [], cut: { ...open, error: why } };
  }
}

/** Tries every write on the server, shows what comes of it, and asks. `writes`: what is to be written then. */
async function tryAndAsk(
  kube: Kube,
  changes: readonly Change[],
  shown: Shown,
  { dryRun, confirm, onEvent, timeoutMs, signal }: CarryOutOptions,
): Promise<Pick<CarriedOut, 'differences' | 'refused'> & { readonly writes: readonly Change[] }> {
  const begin = AbortSignal.any([signal, deadlineIn(timeoutMs, 'every write was tried').signal]);
  const trials = await tryChanges(kube, changes, { shown, signal: begin });
  const differences = trials.flatMap((trial) => (trial.kind === 'difference' ? [trial.difference] : []));
  const refused = trials.flatMap((trial) => (trial.kind === 'refused' ? [trial] : []));
  if (differences.length > 0 || refused.length === 0) onEvent({ kind: 'planned', differences });
  if (refused.length > 0) onEvent({ kind: 'refused', trials: refused });
  const writes = differences.flatMap(({ state, change }) => (state === 'unchanged' ? [] : [change]));
  if (dryRun || writes.length === 0) return { differences, refused, writes: [] };
  await confirm(writes.length);
  return { differences, refused, writes };
}

function answered(answer: RawObject | undefined): readonly KubeObject[] {
  const object = answer && project(answer, { source: 'cluster' });
  return object && !('invalid' in object) ? [object] : [];
}

/** Objects that are to work once these changes are written. */
function meantBy(changes: readonly Change[], fixes: readonly ObjectFix[]): readonly Ref[] {
  const written = new Set(changes.map((change) => keyOf(changedObject(change))));
  const meant = fixes
    .filter(({ object, makes = [] }) => [object, ...makes.map(refOf)].some((ref) => written.has(keyOf(ref))))
    .flatMap(({ findings }) => findings.map(({ object }) => object));
  return [...new Map([...changes.map(changedObject), ...meant].map((ref) => [keyOf(ref), ref])).values()];
}

/** Waits until targets are up and rules are loaded. What was written stays written where that is cut off. */
async function worked(
  kube: Kube,
  analysis: Analysis,
  refs: readonly Ref[],
  {
    deadline,
    onEvent,
    words,
    signal,
  }: Pick<CarryOutOptions, 'onEvent' | 'words' | 'signal'> & { readonly deadline: Deadline },
): Promise<Pick<CarriedOut, 'verifications' | 'unasked'>> {
  const objects = refs.flatMap((ref) => analysis.world.get(ref) ?? []);
  const shownBy = new Set<KubeObject>();
  const looks = analysis.stacks.flatMap((stack) => {
    const expectations = objects.flatMap((object) => {
      const those = expected(analysis, object, stack);
      if (those.length > 0) shownBy.add(object);
      return those;
    });
    if (expectations.length === 0) return [];
    const app = { namespace: stack.ref.namespace ?? '' };
    return [
      // What is around it was read a moment ago, and Prometheus tells what it has done since.
      verifier(kube, { analysis, stack, app }, expectations, {
        asRead: true,
        onStep: (text) => onEvent({ kind: 'asking', text }),
      }),
    ];
  });
  const unasked = objects.filter((each) => !shownBy.has(each) && isSaidToWork(analysis, each)).map(refOf);
  if (looks.length === 0) return { verifications: [], unasked };
  const look = async (ends: AbortSignal): Promise<readonly Verification[]> =>
    (await Promise.all(looks.map(async (each) => await each(ends)))).flat();
  const onProgress = (verifications: readonly Verification[]): void => onEvent({ kind: 'looked', verifications });
  const known = await waitUntil(look, mayChange, { deadline, signal, onProgress });
  const verifications = known.length > 0 ? known : await look(AbortSignal.any([signal, deadline.signal]));
  onEvent({ kind: 'verified', verifications });
  const unknown = verifications.flatMap(({ outcome, expectation }) =>
    outcome === 'unknown' ? (provenObject(expectation) ?? []) : [],
  );
  if (!signal.aborted) return { verifications, unasked: [...unasked, ...unknown] };
  const next = ['promwire check asks again', ...(words.wayBack === undefined ? [] : [words.wayBack])].join('; ');
  throw new PromwireError('interrupted', 'everything was applied, and not yet verified', `${next}.`, {
    cause: signal.reason,
  });
}

function isSaidToWork(analysis: Analysis, object: KubeObject): boolean {
  const { kind } = object;
  if (!SUBJECT_KINDS.includes(kind)) return kind === 'ConfigMap';
  return analysis.stacks.some((stack) => stack.consumes.includes(kind) && analysis.judgement(object, stack).effective);
}

/** What shows that an object works with a stack; [] where it does not, or nothing that can be asked shows it. */
function expected(analysis: Analysis, object: KubeObject, stack: Stack): readonly Expectation[] {
  if (!stack.consumes.includes(object.kind) || !analysis.judgement(object, stack).effective) return [];
  const monitor = analysis.monitor(object);
  if (monitor) return stack.capabilities.includes('targets') ? [targetUp({ analysis, stack }, monitor)] : [];
  // What they discover no object of the cluster tells: that a target is there and up is what can be waited for.
  if (object.kind === 'Probe' || object.kind === 'ScrapeConfig')
    return stack.capabilities.includes('targets')
      ? [{ kind: 'target-up', stack: stack.ref, monitor: refOf(object), endpoints: 1 }]
      : [];
  if (object.kind !== 'PrometheusRule' || !stack.capabilities.includes('rules')) return [];
  const groups = objectsAt(object.body, 'spec', 'groups').flatMap((group) => stringAt(group, 'name') ?? []);
  return groups.length === 0 ? [] : [{ kind: 'rule-loaded', stack: stack.ref, rule: refOf(object), groups }];
}
