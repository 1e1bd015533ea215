import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import type { Printed } from '../../model/index.ts';
import { coloured, plain, widthOf } from '../../render/text/style.ts';
import type { Style } from '../../render/text/style.ts';
import { proseText } from '../../render/text/lines.ts';
import { shownButStyle, visible } from '../../render/visible.ts';
import type { Sent } from '../../sent.ts';

/**
 * Where a command writes and asks. stdout is the result, stderr is progress and errors. Foreign text is made
 * `visible` where it is printed; here only what would reach the terminal all the same is shown.
 */
export interface Terminal {
  readonly out: (text: string) => void;
  /** Prose, which is wrapped to the width of stderr; commands stay on their lines. */
  readonly err: (text: string) => void;
  readonly outStyle: Style;
  readonly errStyle: Style;
  /** stdout is not read any more: the pipe was closed. Absent: it is. */
  readonly closed?: () => boolean;
  /** A person can be asked. */
  readonly interactive: boolean;
  /** The answer to a question, or undefined at the end of input. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Progress that replaces itself on a terminal, and is a line of its own elsewhere (the same text is not repeated). */
  readonly progress: (text: string) => void;
  /** Takes the result as data, where a program runs the command; absent: it is written to `out`. */
  readonly result?: (json: Printed, text: string) => void;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The process' own terminal. NO_COLOR, FORCE_COLOR, COLUMNS and --no-color are respected per stream. */
export function openTerminal(
  env: Readonly<Record<string, string | undefined>>,
  noColor: boolean,
  signal: AbortSignal,
): Terminal {
  const { stdin, stdout, stderr } = process;
  const colourOf = (stream: Stream): Style => {
    if (noColor || env['NO_COLOR']) return plain;
    if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return coloured;
    return stream.isTTY === true && env['TERM'] !== 'dumb' ? coloured : plain;
  };
  const styleOf = (stream: Stream): Style => ({
    ...colourOf(stream),
    width: widthOf(env['COLUMNS'], stream.isTTY === true ? stream.columns : undefined),
  });
  const errStyle = styleOf(stderr);
  const inPlace = stderr.isTTY && !noColor && env['TERM'] !== 'dumb';
  let shown = '';
  let closed = false;
  stdout.once('error', () => {
    closed = true;
  });
  const clear = (): void => {
    if (inPlace && shown !== '') stderr.write('\r\u001b[K');
    shown = '';
  };
  return {
    out: (text) => {
      clear();
      stdout.write(shownButStyle(text));
    },
    err: (text) => {
      clear();
      stderr.write(proseText(shownButStyle(text), errStyle));
    },
    closed: () => closed,
    outStyle: styleOf(stdout),
    errStyle,
    interactive: stdin.isTTY && stderr.isTTY,
    ask: async (question) => {
      clear();
      const lines = createInterface({ input: stdin, output: stderr });
      // In raw mode Ctrl-C is a key: readline would only close, and the question would never be answered.
      lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      const ended = new Promise<undefined>((resolve) => {
        lines.once('close', () => resolve(undefined));
      });
      try {
        return await Promise.race([lines.question(visible(question), { signal }), ended]);
      } finally {
        lines.close();
      }
    },
    progress: (said) => {
      const text = visible(said);
      if (text === shown) return;
      if (inPlace) {
        clear();
        stderr.write(text.slice(0, Math.max(20, (stderr.columns || 80) - 1)));
      } else if (text !== '') {
        stderr.write(`${text}\n`);
      }
      shown = text;
    },
  };
}

/** The same terminal, on which no credential of this run appears. */
export function hiding(terminal: Terminal, { hide }: Sent): Terminal {
  const { out, err, ask, progress } = terminal;
  return {
    ...terminal,
    out: (text) => out(hide(text)),
    err: (text) => err(hide(text)),
    ask: async (question) => await ask(hide(question)),
    progress: (text) => progress(hide(text)),
  };
}

/** Without in-place progress the last line must be ended before the process does. */
export function endProgress(terminal: Terminal): void {
  terminal.progress('');
}
