import type { Gap, JsonObject, KubeObject, Origin, Reads, Ref, Stack } from '../model/index.ts';
import type {
  AdmissionContext,
  Context,
  EffectContext,
  Found,
  Pair,
  SelectionContext,
  TargetContext,
  Words,
} from '../world/context.ts';

/**
 * Where on the way from an object to its effect a cause sits. `selection` makes a pair not-selected, `admission`
 * rejected, `effect` selected but without effect; `targets` is about what is scraped; `cluster` is about an object alone.
 */
export type PairStage = keyof ContextOf;

/** What a check of a stage may ask. */
interface ContextOf {
  readonly selection: SelectionContext;
  readonly admission: AdmissionContext;
  readonly effect: EffectContext;
  readonly targets: TargetContext;
}

/** A hit of a check on a pair; the words are made only when they are read. */
export interface Hit<E = JsonObject> {
  readonly evidence: E;
  /** The object that the finding is about, where it is not the pair's own. */
  readonly about?: Ref;
  /** How far the object is from what is asked of it: how many things it does not meet. 1 where that is not said. */
  readonly distance?: number;
  /** Objects whose own findings this one replaces. */
  readonly speaksFor?: readonly Ref[];
  /** The operator's own words. Where another check of the stage finds the cause, they are one more reason of it. */
  readonly repeats?: string;
  /** Where it is asked for, of an object that is not there. */
  readonly origin?: Origin;
  readonly words: () => Words;
}

export interface Check<Id extends string = string, E = JsonObject> {
  readonly id: Id;
  readonly title: string;
  readonly stage: PairStage;
  /** Kinds of object it speaks about. */
  readonly kinds: readonly string[];
  readonly reads: readonly Reads[];
  /** It needs a running Prometheus; where none was asked it is reported as not run. */
  readonly live?: boolean;
  /** While it holds the stack does nothing with the object, however right everything is that is written. */
  readonly stops?: true;
  readonly run: (pair: Pair, context: Context) => readonly Hit<E>[] | { readonly unknown: readonly Gap[] };
  /** What is wrong with an object whatever stack there is: asked where none is known that could take it. */
  readonly runAlone?: (object: KubeObject) => readonly Hit<E>[];
}

/**
 * A check of a stack by itself. It is asked once for each stack, whether that takes anything or not; what it finds holds
 * for every object of its kinds that the stack could take.
 */
export interface StackCheck<Id extends string = string, E = JsonObject> extends Check<Id, E> {
  readonly runStack: (
    stack: Stack,
    context: EffectContext,
  ) => readonly StackHit<E>[] | { readonly unknown: readonly Gap[] };
  /** It tells what is the matter with the stack itself, so that the stack's own line says it. */
  readonly states?: true;
}

/** `about` is absent where the finding is about whatever the stack would have to take, else about the stack. */
export interface StackHit<E = JsonObject> extends Omit<Hit<E>, 'distance' | 'repeats' | 'speaksFor'> {
  /** What is the matter with the stack, in a few words: "is paused". */
  readonly state?: string;
}

export function isStackCheck(check: Check): check is StackCheck {
  return 'runStack' in check;
}

/** A cluster check has no stack: it looks at one object, or (with none) at the cluster as a whole. */
export interface ClusterCheck<Id extends string = string, E = JsonObject> extends Omit<Check<Id>, 'run' | 'stage'> {
  readonly stage: 'cluster';
  /** It is also about the kinds that the applications here tell apart by name (ProfileVariant.keyedByName). */
  readonly keyed?: true;
  /** Whether objects have an effect does not depend on it: a list that was not read only skips this check. */
  readonly beside?: true;
  readonly runAll: (
    context: Context,
    asks?: (ref: Ref) => boolean,
  ) => readonly (Hit<E> & { readonly about: Ref })[] | { readonly unknown: readonly Gap[] };
}

interface Described<Id extends string, E> {
  readonly id: Id;
  readonly title: string;
  readonly kinds: readonly string[];
  readonly reads: readonly Reads[];
  readonly live?: boolean;
  readonly stops?: true;
  /** The object that the finding is about, where it is not the pair's own: many pairs then share one finding. */
  readonly about?: (evidence: E, pair: Pair) => Ref;
  readonly distance?: (evidence: E) => number;
  readonly repeats?: (evidence: E) => string;
  readonly explain: (evidence: E, pair: Pair) => Words;
  /** What every stack would find, without one. */
  readonly alone?: {
    readonly find: (object: KubeObject) => readonly E[];
    readonly explain: (evidence: E, object: KubeObject) => Words;
  };
}

type Definition<Id extends string, E> = Described<Id, E> &
  {
    readonly [S in PairStage]: {
      readonly stage: S;
      readonly find: (pair: Pair, context: ContextOf[S]) => Found<E>;
    };
  }[PairStage];

/**
 * Evidence as -o json prints it: what is undefined is left out. That the rest is plain JSON is held where checks are
 * registered (each folder's index.ts).
 */
type Printed<T> = T extends readonly (infer U)[]
  ? readonly Printed<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Printed<Exclude<T[K], undefined>> }
    : T;

/** Makes a check of a pair. The id and the evidence stay part of its type: from them come CheckId and Finding (registry.ts). */
export function defineCheck<const Id extends string, E>(definition: Definition<Id, E>): Check<Id, Printed<E>> {
  const { find, about, distance, repeats, explain, alone, ...rest } = definition;
  return {
    ...rest,
    ...(alone
      ? {
          runAlone: (object) =>
            alone
              .find(object)
              .map((evidence) => ({ evidence: printed(evidence), words: () => alone.explain(evidence, object) })),
        }
      : {}),
    run: (pair, context) => {
      const found = find(pair, context);
      if (!isList(found)) return openBy(found);
      return found.map((evidence) => ({
        evidence: printed(evidence),
        ...(about ? { about: about(evidence, pair) } : {}),
        ...(distance ? { distance: distance(evidence) } : {}),
        ...(repeats ? { repeats: repeats(evidence) } : {}),
        words: () => explain(evidence, pair),
      }));
    },
  };
}

/** Makes a check of a stack. `stage`: what of a pair it decides. */
export function defineStackCheck<const Id extends string, E>(
  definition: Pick<Described<Id, E>, 'id' | 'title' | 'kinds' | 'reads' | 'stops'> & {
    readonly stage: 'effect' | 'targets';
    readonly find: (stack: Stack, context: EffectContext) => Found<E>;
    readonly about?: (evidence: E, stack: Stack) => Ref;
    readonly state?: (evidence: E, stack: Stack) => string | undefined;
    readonly explain: (evidence: E, stack: Stack) => Words;
  },
): StackCheck<Id, Printed<E>> {
  const { find, about, state, explain, ...rest } = definition;
  const runStack: StackCheck<Id, Printed<E>>['runStack'] = (stack, context) => {
    const found = find(stack, context);
    if (!isList(found)) return openBy(found);
    return found.map((evidence) => {
      const said = state?.(evidence, stack);
      return {
        evidence: printed(evidence),
        ...(about ? { about: about(evidence, stack) } : {}),
        ...(said === undefined ? {} : { state: said }),
        words: () => explain(evidence, stack),
      };
    });
  };
  return {
    ...rest,
    ...(state ? { states: true as const } : {}),
    runStack,
    run: ({ stack }, context) => runStack(stack, context),
  };
}

/** Makes a check of the cluster. Each piece of evidence says which object it is about. */
export function defineClusterCheck<const Id extends string, E>(definition: {
  readonly id: Id;
  readonly title: string;
  readonly kinds: readonly string[];
  readonly reads: readonly Reads[];
  readonly keyed?: true;
  readonly beside?: true;
  readonly live?: boolean;
  /** `asks`: is the object asked about? What is found about another one is not printed, so it need not be looked for. */
  readonly find: (
    context: Context,
    asks: (ref: Ref) => boolean,
  ) => Found<
    { readonly about: Ref; readonly evidence: E } & Pick<Hit, 'speaksFor' | 'origin'> & Pick<Words, 'fix' | 'field'>
  >;
  readonly explain: (evidence: E, about: Ref) => Words;
}): ClusterCheck<Id, Printed<E>> {
  const { find, explain, ...rest } = definition;
  return {
    ...rest,
    stage: 'cluster',
    runAll: (context, asks = () => true) => {
      const found = find(context, asks);
      if (!isList(found)) return openBy(found);
      return found.map(({ about, evidence, fix, field, ...more }) => ({
        ...more,
        about,
        evidence: printed(evidence),
        words: () => ({ ...(fix ? { fix } : {}), ...(field ? { field } : {}), ...explain(evidence, about) }),
      }));
    },
  };
}

/** What hides the answer, each once: a check that looks at a thousand Services meets the same thing at each of them. */
function openBy({ unknown }: { readonly unknown: readonly Gap[] }): { readonly unknown: readonly Gap[] } {
  return { unknown: [...new Set(unknown)] };
}

/** Array.isArray does not narrow a readonly array out of a union. */
function isList<T>(found: readonly T[] | { readonly unknown: readonly Gap[] }): found is readonly T[] {
  return Array.isArray(found);
}

/** The evidence without what is undefined. */
function printed<E>(evidence: E): Printed<E> {
  return Object.fromEntries(
    Object.entries(evidence as object).filter(([, value]) => value !== undefined),
  ) as Printed<E>;
}
