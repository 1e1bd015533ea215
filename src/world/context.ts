import type {
  Admission,
  Advice,
  Binding,
  Fix,
  Gap,
  GeneratedJobs,
  Judgement,
  KubeObject,
  Monitor,
  Ref,
  Severity,
  Stack,
  StackObservation,
  Target,
  Wire,
} from '../model/index.ts';
import type { Value } from '../kube/helm.ts';
import type { App } from './applications.ts';
import type { World } from './world.ts';

/** What a check looks at: one object, and (but for the stage `cluster`) one stack that could take it. */
export interface Pair {
  readonly object: KubeObject;
  readonly stack: Stack;
}

/*
 * What a check may ask: only what the stages before its own have decided. All of it is pure, and computed at most once.
 */

/** Selection: does the stack look at the object at all? */
export interface SelectionContext {
  readonly world: World;
  readonly stacks: readonly Stack[];
}

/** Admission: does the operator take what is selected? */
export interface AdmissionContext extends SelectionContext {
  /** The object decoded as a monitor, or undefined for other kinds. */
  readonly monitor: (object: KubeObject) => Monitor | undefined;
  /** The operator's own word on a pair, where it gives one. */
  readonly binding: (object: KubeObject, stack: Stack) => Binding | undefined;
}

/** Effect: does the configuration with it reach the stack? */
export interface EffectContext extends AdmissionContext {
  /** What selection and admission came to. */
  readonly admission: (object: KubeObject, stack: Stack) => Admission;
  /** Is the pair selected and admitted, as far as can be seen? */
  readonly selected: (object: KubeObject, stack: Stack) => boolean;
  /** Selected objects of a kind, for checks that compare one with the others. */
  readonly selectedBy: (stack: Stack, kind: string) => readonly KubeObject[];
}

/** Targets and rules: what comes of it? */
export interface TargetContext extends EffectContext {
  /** What the stack scrapes through a monitor, or would, after relabelings. */
  readonly wires: (object: KubeObject, stack: Stack) => readonly Wire[];
  /** Of them those that are found in one namespace; none where the monitor does not look there. */
  readonly wiresIn: (object: KubeObject, stack: Stack, namespace: string) => readonly Wire[];
  /** "address:port/path" -> the selected monitors that scrape it, once per endpoint and Service that leads there. */
  readonly scrapes: (stack: Stack) => Scrapes;
  /** What the running stack says of itself; undefined: it was not asked, or could not be. */
  readonly live: (stack: Stack) => StackObservation | undefined;
  /** Observations of a Prometheus that the user named, which is no stack here. */
  readonly addressed: readonly StackObservation[];
  /** Applications that a profile recognises. */
  readonly apps: readonly App[];
  /** The jobs of the object that the operator wrote for the stack; undefined: they were not read, or it has none. */
  readonly jobs: (object: KubeObject, stack: Stack) => GeneratedJobs | undefined;
}

/** Whatever was decided of any pair: for checks of the cluster. */
export interface Context extends TargetContext {
  readonly judgement: (object: KubeObject, stack: Stack) => Judgement;
  /** Monitors, selected or not, whose selector takes this Service. */
  readonly reaching: (service: Ref) => readonly KubeObject[];
}

/** What a stack scrapes: scrapeKey -> the selected monitors, one entry per endpoint and Service. */
export interface Scrapes {
  readonly all: () => ReadonlyMap<string, readonly Ref[]>;
  /**
   * Who scrapes one target, each once. Only in its own namespace can another monitor find a pod, so only that one is looked at; an
   * address that is not a pod's may be in the Endpoints of any.
   */
  readonly of: (key: string, target: Target) => readonly Ref[];
}

/** The words of a finding. */
export interface Words {
  readonly severity?: Severity;
  readonly summary: string;
  readonly because: readonly string[];
  readonly remedy: string;
  /** Lines to paste, which do what the remedy says. */
  readonly commands?: readonly string[];
  /** Other ways to the same end. */
  readonly instead?: readonly Advice[];
  readonly fix?: Fix;
  /** What the remedy changes, where that is not the object that the finding is about and no fix names it. */
  readonly changes?: Ref;
  /** Values that do what the remedy says, where this object is from that chart. */
  readonly values?: { readonly object: Ref; readonly chart: string; readonly set: readonly Value[] };
  /** The field at fault of the object that the finding is about, where neither fix nor evidence names it. */
  readonly field?: readonly string[];
}

/** What `find` answers: evidence of each time the cause holds, or what hides the answer. */
export type Found<E> = readonly E[] | { readonly unknown: readonly Gap[] };
