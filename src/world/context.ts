import type {
  Binding,
  Fix,
  Gap,
  Generated,
  KubeObject,
  Match,
  Monitor,
  Ref,
  Severity,
  Stack,
  StackObservation,
  Wire,
} from '../model/index.ts';
import type { App } from './applications.ts';
import type { World } from './world.ts';

/** What a check looks at: one object, and (but for the stage `cluster`) one stack that could take it. */
export interface Pair {
  readonly object: KubeObject;
  readonly stack: Stack;
}

/** What a check may ask. All of it is pure and memoised. */
export interface Context {
  readonly world: World;
  readonly stacks: readonly Stack[];
  /** The object decoded as a monitor, or undefined for other kinds. */
  readonly monitor: (object: KubeObject) => Monitor | undefined;
  readonly wires: (object: KubeObject, stack: Stack) => readonly Wire[];
  /** The verdict on a pair. */
  readonly match: (object: KubeObject, stack: Stack) => Match;
  /** Is the pair selected and admitted, as far as can be seen? */
  readonly selected: (object: KubeObject, stack: Stack) => boolean;
  /** Selected objects of a kind, for checks that compare one with the others. */
  readonly selectedBy: (stack: Stack, kind: string) => readonly KubeObject[];
  /** "address:port/path" -> the selected monitors that scrape it, once per endpoint and Service that leads there. */
  readonly scrapes: (stack: Stack) => ReadonlyMap<string, readonly Ref[]>;
  /** Monitors, selected or not, whose selector takes this Service. */
  readonly reaching: (service: Ref) => readonly KubeObject[];
  /** The operator's own word on a pair, where it gives one. */
  readonly binding: (object: KubeObject, stack: Stack) => Binding | undefined;
  /** What the running stack says of itself; undefined: it was not asked, or could not be. */
  readonly live: (stack: Stack) => StackObservation | undefined;
  /** The jobs that the operator wrote for the stack; undefined: they were not to be read. */
  readonly generated: (stack: Stack) => Generated | undefined;
  /** Applications that a profile recognises. */
  readonly apps: readonly App[];
}

/** The words of a finding. */
export interface Words {
  readonly severity?: Severity;
  readonly summary: string;
  readonly because: readonly string[];
  readonly remedy: string;
  readonly fix?: Fix;
  /** The field at fault of the object that the finding is about, where neither fix nor evidence names it. */
  readonly field?: readonly string[];
}

/** What `find` answers: evidence of each time the cause holds, or what hides the answer. */
export type Found<E> = readonly E[] | { readonly unknown: readonly Gap[] };
