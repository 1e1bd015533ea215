import process from 'node:process';
import { readFlags } from './commands/kit/flags.ts';
import type { FlagKey } from './commands/kit/flags.ts';
import { commandHelp, groupHelp, overview } from './commands/kit/help.ts';
import { COMMANDS } from './commands/kit/table.ts';
import { endProgress, openTerminal } from './commands/kit/terminal.ts';
import type { Terminal } from './commands/kit/terminal.ts';
import { nearest } from './kube/nearest.ts';
import { PromwireError } from './errors.ts';
import { visible } from './render/text/style.ts';
import { VERSION } from './version.ts';

const INTERRUPTED = 130;

/** argv -> one lazily imported command -> exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { name, rest } = commandWords(argv);
  const stop = new AbortController();
  const terminal = openTerminal(process.env, argv.includes('--no-color'), stop.signal);
  try {
    if (name === '' || name === '--help' || name === '-h' || name === 'help')
      return help(commandWords(rest).name, name === '' ? 2 : 0, terminal);
    const wanted = rest.includes('--help') || rest.includes('-h');
    const [sub = '-'] = rest;
    if (isGroup(name) && (wanted || sub.startsWith('-'))) return help(name, wanted ? 0 : 2, terminal);
    if (name === '--version' || name === 'version') return print(terminal, `${VERSION}\n`);
    const command = COMMANDS.find((candidate) => candidate.name === name);
    if (!command) {
      const said = isGroup(name) ? `${name} ${sub}` : name;
      const near = nearest(
        said,
        COMMANDS.map((candidate) => candidate.name),
      );
      throw new PromwireError(
        'usage',
        `promwire ${said}: no such command`,
        near === undefined ? 'See promwire --help.' : `Did you mean promwire ${near}?`,
      );
    }
    const flags: readonly FlagKey[] = command.flags;
    const given = readFlags(command.name, rest, flags);
    if (given.on('help')) return print(terminal, commandHelp(command));
    listen(stop, terminal);
    const run = await command.load();
    return await run({ given, terminal, env: process.env, signal: stop.signal });
  } catch (error) {
    return fail(error, stop.signal, terminal, argv.includes('--verbose') || argv.includes('-v'));
  } finally {
    endProgress(terminal);
  }
}

/** A command's name is one word or two: "check", "dashboard export". */
function commandWords(argv: readonly string[]): { readonly name: string; readonly rest: readonly string[] } {
  const two = argv.slice(0, 2).join(' ');
  if (COMMANDS.some((command) => command.name === two)) return { name: two, rest: argv.slice(2) };
  return { name: argv[0] ?? '', rest: argv.slice(1) };
}

/** The first word of commands of two, alone. */
function isGroup(name: string): boolean {
  return COMMANDS.some((command) => command.name.startsWith(`${name} `));
}

function help(topic: string, code: number, terminal: Terminal): number {
  const command = COMMANDS.find((candidate) => candidate.name === topic);
  const text = command ? commandHelp(command) : isGroup(topic) ? groupHelp(topic) : overview();
  if (code === 0) terminal.out(text);
  else terminal.err(text);
  return code;
}

function print(terminal: Terminal, text: string): number {
  terminal.out(text);
  return 0;
}

/** The first Ctrl-C ends the work in order, the second at once: nothing can be said then of what was under way. */
function listen(stop: AbortController, terminal: Terminal): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(INTERRUPTED);
      terminal.err('promwire: stopping (once more to stop at once)\n');
      stop.abort(new PromwireError('interrupted', 'interrupted', ''));
    });
  }
}

function fail(error: unknown, signal: AbortSignal, terminal: Terminal, verbose: boolean): number {
  const shown: unknown = signal.aborted && !(error instanceof PromwireError) ? signal.reason : error;
  if (shown instanceof PromwireError) {
    terminal.err(
      `${terminal.errStyle.red('promwire:')} ${visible(shown.message)}\n${shown.hint === '' ? '' : `  ${visible(shown.hint)}\n`}`,
    );
    if (verbose && shown.cause instanceof Error) terminal.err(`  cause: ${visible(shown.cause.message)}\n`);
    return shown.exitCode;
  }
  const message = shown instanceof Error ? shown.message : String(shown);
  terminal.err(
    `promwire: this is a mistake in promwire itself: ${visible(message)}\n  Please report it, with the command line and what promwire -v prints.\n`,
  );
  if (verbose && shown instanceof Error) terminal.err(`${shown.stack ?? ''}\n`);
  return 3;
}

// A closed pipe (| head), or a terminal that has gone, is no error of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') return;
    // A full disk: the result is not whole.
    if (stream === process.stdout) process.stderr.write(`promwire: the result could not be written: ${error.code}\n`);
    process.exitCode = 3;
  });
const exitCode = await main(process.argv.slice(2));
process.exitCode = process.exitCode === undefined ? exitCode : Math.max(Number(process.exitCode), exitCode);
