/** Planned changes of fields, carried out: tried, written, and waited for until they work. */
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Analysis } from '../judge/analysis.ts';
import { objectsAt, stringAt } from '../kube/json.ts';
import { refOf } from '../kube/refs.ts';
import type {
  Change,
  Difference,
  Expectation,
  KubeObject,
  SetupEvent,
  Stack,
  TrialResult,
  Verification,
} from '../model/index.ts';
import { targetUp } from '../plan/part.ts';
import { mayChange } from '../verify/progress.ts';
import { deadlineIn } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import type { FieldsChange } from '../plan/fixes.ts';
import { writeAll } from './setup-steps.ts';
import type { StepWords } from './setup-steps.ts';
import { tryChanges } from './try-changes.ts';
import { verifier } from './verifier.ts';
import { waitUntil } from './wait.ts';

type Refused = Extract<TrialResult, { kind: 'refused' }>;

export interface CarryOutOptions {
  /** Every write is tried on the server, and nothing is stored. */
  readonly dryRun: boolean;
  /** Called before `writes` objects are written, if any: a rejection leaves all as it is. */
  readonly confirm: (writes: number) => Promise<void>;
  readonly onEvent: (event: SetupEvent) => void;
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
  readonly verifications: readonly Verification[];
}

/**
 * Tries every write on the server, asks, writes, and waits until the objects work in `analysis`, the world after it;
 * without one it ends when all is written. Throws as setup.
 */
export async function carryOutFixes(
  kube: Kube,
  changes: readonly FieldsChange[],
  analysis: Analysis | undefined,
  { dryRun, confirm, onEvent, words, timeoutMs, signal }: CarryOutOptions,
): Promise<CarriedOut> {
  const begin = AbortSignal.any([signal, deadlineIn(timeoutMs, 'every write was tried').signal]);
  const trials = await tryChanges(kube, changes, { signal: begin });
  const differences = trials.flatMap((trial) => (trial.kind === 'difference' ? [trial.difference] : []));
  const refused = trials.flatMap((trial) => (trial.kind === 'refused' ? [trial] : []));
  if (differences.length > 0 || refused.length === 0) onEvent({ kind: 'planned', differences });
  if (refused.length > 0) onEvent({ kind: 'refused', trials: refused });
  const writes = differences.flatMap(({ state, change }) => (state === 'unchanged' ? [] : [change]));
  if (dryRun || writes.length === 0) return { differences, refused, written: 0, verifications: [] };
  await confirm(writes.length);
  const deadline = deadlineIn(timeoutMs, 'all was written and worked');
  const ends = AbortSignal.any([signal, deadline.signal]);
  const late = await writeAll(kube, writes, words, { independent: true, onEvent, signal: ends });
  const written = writes.filter((change) => !late.some((each) => each.change === change));
  const verifications = analysis ? await worked(kube, analysis, written, { deadline, onEvent, words, signal }) : [];
  return { differences, refused: [...refused, ...late], written: written.length, verifications };
}

/** Waits until targets are up and rules are loaded. What was written stays written where that is cut off. */
async function worked(
  kube: Kube,
  analysis: Analysis,
  changes: readonly Change[],
  {
    deadline,
    onEvent,
    words,
    signal,
  }: Pick<CarryOutOptions, 'onEvent' | 'words' | 'signal'> & { readonly deadline: Deadline },
): Promise<readonly Verification[]> {
  const objects = changes.flatMap((change) =>
    change.action === 'apply' ? [] : (analysis.world.get(change.object) ?? []),
  );
  const looks = analysis.stacks.flatMap((stack) => {
    const expectations = objects.flatMap((object) => expected(analysis, object, stack));
    if (expectations.length === 0) return [];
    const app = { namespace: stack.ref.namespace ?? '' };
    return [
      verifier(kube, { analysis, stack, app }, expectations, { onStep: (text) => onEvent({ kind: 'asking', text }) }),
    ];
  });
  if (looks.length === 0) return [];
  const look = async (ends: AbortSignal): Promise<readonly Verification[]> =>
    (await Promise.all(looks.map(async (each) => await each(ends)))).flat();
  const onProgress = (verifications: readonly Verification[]): void => onEvent({ kind: 'looked', verifications });
  const known = await waitUntil(look, mayChange, { deadline, signal, onProgress });
  const verifications = known.length > 0 ? known : await look(AbortSignal.any([signal, deadline.signal]));
  onEvent({ kind: 'verified', verifications });
  if (!signal.aborted) return verifications;
  const next = ['promwire check asks again', ...(words.wayBack === undefined ? [] : [words.wayBack])].join('; ');
  throw new PromwireError('interrupted', 'everything was applied, and not yet verified', `${next}.`, {
    cause: signal.reason,
  });
}

/** What shows that an object works with a stack; [] where it does not, or nothing that can be asked shows it. */
function expected(analysis: Analysis, object: KubeObject, stack: Stack): readonly Expectation[] {
  if (!stack.consumes.includes(object.kind) || !analysis.judgement(object, stack).effective) return [];
  const monitor = analysis.monitor(object);
  if (monitor) return stack.capabilities.includes('targets') ? [targetUp({ analysis, stack }, monitor)] : [];
  if (object.kind !== 'PrometheusRule' || !stack.capabilities.includes('rules')) return [];
  const groups = objectsAt(object.body, 'spec', 'groups').flatMap((group) => stringAt(group, 'name') ?? []);
  return groups.length === 0 ? [] : [{ kind: 'rule-loaded', stack: stack.ref, rule: refOf(object), groups }];
}
