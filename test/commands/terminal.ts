/** A terminal that remembers what was written to it. */
import type { Terminal } from '../../src/commands/kit/terminal.ts';
import { plain } from '../../src/render/text/style.ts';

export interface Recorded {
  readonly terminal: Terminal;
  readonly out: () => string;
  readonly err: () => string;
  /** Every text of progress. */
  readonly progress: () => readonly string[];
}

/** `person`: what a person answers to a question; without one nobody can be asked. */
export function recorder(
  person?: (question: string) => Promise<string>,
  heard: (out: string) => void = () => undefined,
): Recorded {
  let out = '';
  let err = '';
  const progress: string[] = [];
  return {
    out: () => out,
    err: () => err,
    progress: () => progress,
    terminal: {
      out: (text) => {
        out += text;
        heard(out);
      },
      err: (text) => (err += text),
      outStyle: plain,
      errStyle: plain,
      interactive: person !== undefined,
      ask: async (question) => await (person?.(question) ?? Promise.resolve(undefined)),
      progress: (text) => void progress.push(text),
      closed: () => false,
    },
  };
}
