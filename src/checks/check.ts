import type { Gap, Json, JsonObject, Reads, Ref } from '../model/index.ts';
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
export type Stage = PairStage | 'cluster';
export type PairStage = keyof ContextOf;

/** What a check of a stage may ask. */
interface ContextOf {
  readonly selection: SelectionContext;
  readonly admission: AdmissionContext;
  readonly effect: EffectContext;
  readonly targets: TargetContext;
}

/** A hit of a check on a pair; the words are made only when somebody reads them. */
export interface Hit {
  readonly evidence: JsonObject;
  /** The object that the finding is about, where it is not the pair's own. */
  readonly about?: Ref;
  /** How far the object is from what is asked of it: how many things it does not meet. 1 where that is not said. */
  readonly distance?: number;
  /** The operator's own words. Where another check of the stage finds the cause, they are one more reason of it. */
  readonly repeats?: string;
  readonly words: () => Words;
}

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly stage: PairStage;
  /** Kinds of object it speaks about. */
  readonly kinds: readonly string[];
  readonly reads: readonly Reads[];
  /** It needs a running Prometheus; where none was asked it is reported as not run. */
  readonly live?: boolean;
  /** While it holds the stack does nothing with the object, however right everything is that is written. */
  readonly stops?: true;
  readonly run: (pair: Pair, context: Context) => readonly Hit[] | { readonly unknown: readonly Gap[] };
}

/** A cluster check has no stack: it looks at one object, or (with none) at the cluster as a whole. */
export interface ClusterCheck extends Omit<Check, 'run' | 'stage'> {
  readonly stage: 'cluster';
  /** Whether objects have effect does not hang on it: what was simply not read leaves this check unmade, and no more. */
  readonly beside?: true;
  readonly runAll: (
    context: Context,
  ) => readonly (Hit & { readonly about: Ref })[] | { readonly unknown: readonly Gap[] };
}

interface Described<E extends Evidence> {
  readonly id: string;
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
}

type Definition<E extends Evidence> = Described<E> &
  {
    readonly [S in PairStage]: {
      readonly stage: S;
      readonly find: (pair: Pair, context: ContextOf[S]) => Found<E>;
    };
  }[PairStage];

/** Evidence is plain JSON: it is printed as it is by -o json. */
export type Evidence = { readonly [key: string]: Json | undefined };

/** Makes a check of a pair. `E` is private to the check: the registry sees only Check. */
export function defineCheck<E extends Evidence>(definition: Definition<E>): Check {
  const { find, about, distance, repeats, explain, ...rest } = definition;
  return {
    ...rest,
    run: (pair, context) => {
      const found = find(pair, context);
      if (!isList(found)) return found;
      return found.map((evidence) => ({
        evidence: toJson(evidence),
        ...(about ? { about: about(evidence, pair) } : {}),
        ...(distance ? { distance: distance(evidence) } : {}),
        ...(repeats ? { repeats: repeats(evidence) } : {}),
        words: () => explain(evidence, pair),
      }));
    },
  };
}

/** Makes a check of the cluster. Each piece of evidence says which object it is about. */
export function defineClusterCheck<E extends Evidence>(definition: {
  readonly id: string;
  readonly title: string;
  readonly kinds: readonly string[];
  readonly reads: readonly Reads[];
  readonly beside?: true;
  readonly find: (context: Context) => Found<{ readonly about: Ref; readonly evidence: E }>;
  readonly explain: (evidence: E, about: Ref) => Words;
}): ClusterCheck {
  const { find, explain, ...rest } = definition;
  return {
    ...rest,
    stage: 'cluster',
    runAll: (context) => {
      const found = find(context);
      if (!isList(found)) return found;
      return found.map(({ about, evidence }) => ({
        about,
        evidence: toJson(evidence),
        words: () => explain(evidence, about),
      }));
    },
  };
}

/** Array.isArray does not narrow a readonly array out of a union. */
function isList<T>(found: readonly T[] | { readonly unknown: readonly Gap[] }): found is readonly T[] {
  return Array.isArray(found);
}

function toJson(evidence: Evidence): JsonObject {
  return Object.fromEntries(
    Object.entries(evidence).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
