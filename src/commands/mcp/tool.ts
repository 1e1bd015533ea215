/** A tool of the server, and what it answers. */
import type { JsonObject } from '../../model/index.ts';
import type { Context } from '../kit/command.ts';
import type { Plans } from './plans.ts';
import type { OnProgress } from './run.ts';

/** What the server was started with. */
export interface Setting extends Pick<Context, 'env' | 'sent'> {
  /** Below these files may be read, as they are called on the disk. */
  readonly folders: readonly string[];
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly timeoutMs: number;
  /** Where proposed changes may be applied. */
  readonly plans: Plans | undefined;
}

/** One call of a tool. */
export interface Call {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface Answer {
  readonly text: string;
  readonly data?: JsonObject;
  /** There is no answer: the text says what went wrong, where, and what to do next. */
  readonly failed?: true;
}

/** What clients tell the user of a tool before it runs; a client need not believe it. */
export interface Annotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** It asks a cluster. */
  readonly openWorldHint: boolean;
}

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: object;
  readonly output?: object;
  readonly annotations: Annotations;
  readonly call: (input: JsonObject, call: Call) => Promise<Answer>;
}

export const READS: Annotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
};
