import type { JsonObject, KubeObject } from '../../model/index.ts';
import type { NamespaceTraces } from './namespace-traces.ts';

/** An object as its file has it. `whole`: it is part of a snapshot, and is where it says. */
export interface ReadObject {
  readonly object: KubeObject;
  readonly whole: boolean;
  /** The namespace that what rendered it installs it in. */
  readonly home?: string;
  /** helm made it, so that no tool that applies folders does anything to it. */
  readonly rendered?: true;
  /** What its document tells in passing, where it was rendered from a chart. */
  readonly traces?: NamespaceTraces;
  /** The folder that kustomize made it of. */
  readonly root?: string;
  /** The clusters that what rendered it is for. */
  readonly clusters?: readonly string[];
  /** Why what it will be is not known, as a sentence without its end. */
  readonly open?: string;
  /** As it is written, where patches are for it. */
  readonly raw?: JsonObject;
}
