/** A command run for a tool: nothing is printed, and its result is taken as data. */
import type { Outcome } from '../../errors.ts';
import type { Json, JsonObject, Printed } from '../../model/index.ts';
import { plain } from '../../render/text/style.ts';
import type { Command, Context } from '../kit/command.ts';
import { worstOf } from '../kit/exit-codes.ts';
import { problemOf } from '../kit/failure.ts';
import type { Arguments } from '../kit/flags.ts';
import { hiding } from '../kit/terminal.ts';

export interface Ran {
  readonly outcome: Outcome;
  /** As -o json prints it, without credentials; absent: it came to none. */
  readonly data?: JsonObject;
  /** As a person reads it. */
  readonly text: string;
  /** What a person reads next to it, on stderr. */
  readonly notes: string;
  /** Why it ended early, and what to do. */
  readonly problem?: { readonly what: string; readonly next: string };
}

/** How far the work is, in words. */
export type OnProgress = (text: string) => void;

export async function runCommand(
  command: Command,
  given: Arguments,
  context: Omit<Context, 'terminal'>,
  onProgress: OnProgress,
): Promise<Ran> {
  const { sent } = context;
  let [text, notes] = ['', ''];
  let printed: Printed | undefined;
  const terminal = hiding(
    {
      out: (more) => (text += more),
      err: (more) => (notes += more),
      outStyle: plain,
      errStyle: plain,
      interactive: false,
      ask: async () => await Promise.resolve(undefined),
      progress: (said) => {
        if (said !== '') onProgress(said);
      },
      result: (json, said) => {
        printed = json;
        text += sent.hide(said);
      },
    },
    sent,
  );
  const ran = (): Pick<Ran, 'data' | 'text' | 'notes'> => ({
    ...(printed ? { data: JSON.parse(sent.hide(JSON.stringify(printed))) as Json as JsonObject } : {}),
    text,
    notes,
  });
  try {
    const outcomes = await command(given, { ...context, terminal });
    return { outcome: worstOf(outcomes), ...ran() };
  } catch (error) {
    const { outcome, detail, next } = problemOf(error);
    return { outcome, ...ran(), problem: { what: sent.hide(detail), next: sent.hide(next) } };
  }
}
