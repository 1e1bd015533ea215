import process from 'node:process';
import { exitCode, INTERRUPTIONS } from './commands/kit/exit-codes.ts';
import { failure } from './commands/kit/failure.ts';
import { parseArguments } from './commands/kit/flags.ts';
import { commandHelp, groupHelp, overview } from './commands/kit/help.ts';
import { asCalled, calledBy, printsDocument, programOf } from './commands/kit/program.ts';
import { COMMANDS } from './commands/kit/table.ts';
import type { CommandName } from './commands/kit/table.ts';
import { endProgress, hiding, openTerminal } from './commands/kit/terminal.ts';
import type { Terminal } from './commands/kit/terminal.ts';
import { LOAD } from './commands/load.ts';
import { nearest } from './kube/nearest.ts';
import { PromwireError } from './errors.ts';
import type { Outcome } from './errors.ts';
import { plain } from './render/text/style.ts';
import { newSent } from './sent.ts';
import { VERSION } from './version.ts';

/** The credentials of this run. */
const sent = newSent();

/** How it was called: kubectl promwire, where kubectl started it. */
const program = programOf(process.argv0, process.argv[1]);

/** argv -> one lazily imported command -> what it came to. */
async function main(argv: readonly string[]): Promise<readonly Outcome[]> {
  const { name, rest } = commandWords(argv);
  if (name === '__complete') return await offer(rest);
  const stop = new AbortController();
  const opened = hiding(openTerminal(process.env, argv.includes('--no-color'), stop.signal), sent);
  const terminal = calledBy(opened, program);
  try {
    if (name === '' || name === '--help' || name === '-h' || name === 'help')
      return help(commandWords(rest).name, name === '' ? 'usage' : 'ok', terminal);
    // -v within a command is --verbose.
    if (name === '--version' || (name === '-v' && rest.length === 0)) return print(terminal, `${VERSION}\n`);
    const wanted = rest.includes('--help') || rest.includes('-h');
    const [sub = '-'] = rest;
    if (isGroup(name) && (wanted || sub.startsWith('-'))) return help(name, wanted ? 'ok' : 'usage', terminal);
    if (!isCommand(name)) throw noSuchCommand(isGroup(name) ? `${name} ${sub}` : name);
    const given = parseArguments(name, rest, COMMANDS[name].flags);
    if (given.given('help').length > 0) return print(terminal, commandHelp(name, terminal.outStyle.width));
    listen(stop, terminal);
    const run = await LOAD[name]();
    const { out, outStyle } = printsDocument(name, given) ? opened : terminal;
    const context = { terminal: { ...terminal, out, outStyle }, env: process.env, signal: stop.signal, sent };
    const outcomes = await run(given, context);
    // Whatever it still came to: a loop around it is to end as well.
    return stop.signal.aborted ? [...outcomes, 'interrupted'] : outcomes;
  } catch (error) {
    const shown: unknown = stop.signal.aborted && !(error instanceof PromwireError) ? stop.signal.reason : error;
    return end(shown, terminal, argv);
  } finally {
    endProgress(terminal);
  }
}

/** What a shell asks at a key: it gets an answer, and never an error. It ends at once, whatever still waits for a server. */
async function offer(rest: readonly string[]): Promise<readonly Outcome[]> {
  const { complete } = await import('./commands/complete.ts');
  const text = await complete(rest, process.env, new AbortController().signal);
  process.stdout.write(text, () => {
    // oxlint-disable-next-line unicorn/no-process-exit -- a request that is under way would keep the shell waiting
    process.exit(0);
  });
  return ['ok'];
}

function noSuchCommand(said: string): PromwireError {
  if (said.startsWith('-'))
    return new PromwireError(
      'usage',
      `promwire ${said}: a command comes first`,
      'Flags follow it. See promwire --help.',
    );
  const near = nearest(said, Object.keys(COMMANDS));
  return new PromwireError(
    'usage',
    `promwire ${said}: no such command`,
    near === undefined ? 'See promwire --help.' : `Did you mean promwire ${near}?`,
  );
}

/** A command's name is one word or two: "check", "dashboard export". */
function commandWords(argv: readonly string[]): { readonly name: string; readonly rest: readonly string[] } {
  const two = argv.slice(0, 2).join(' ');
  if (isCommand(two)) return { name: two, rest: argv.slice(2) };
  return { name: argv[0] ?? '', rest: argv.slice(1) };
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** The first word of commands of two, alone. */
function isGroup(name: string): boolean {
  return Object.keys(COMMANDS).some((command) => command.startsWith(`${name} `));
}

function help(topic: string, outcome: 'ok' | 'usage', terminal: Terminal): readonly Outcome[] {
  const { width } = terminal.outStyle;
  const text = isCommand(topic)
    ? commandHelp(topic, width)
    : isGroup(topic)
      ? groupHelp(topic, width)
      : overview(width);
  if (outcome === 'ok') terminal.out(text);
  else terminal.err(text);
  return [outcome];
}

function print(terminal: Terminal, text: string): readonly Outcome[] {
  terminal.out(text);
  return ['ok'];
}

/** The signal that came first. */
let endedBy: keyof typeof INTERRUPTIONS = 'SIGINT';

/** What the command came to was said. */
let said = false;

/** From the signal on, in milliseconds: what has not ended by then waits for what does not know of it. */
const LONGEST_END_MS = 900;

/** The first Ctrl-C ends the work in order, the second at once: nothing can be said then of what was under way. */
function listen(stop: AbortController, terminal: Terminal): void {
  for (const signal of Object.keys(INTERRUPTIONS) as (keyof typeof INTERRUPTIONS)[]) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(exitCode(['interrupted'], endedBy));
      endedBy = signal;
      terminal.err('promwire: stopping (once more to stop at once)\n');
      const interrupted = new PromwireError('interrupted', 'interrupted', '');
      stop.abort(interrupted);
      const late = setTimeout(() => {
        if (!said) came(...end(interrupted, terminal, process.argv));
        process.exit();
      }, LONGEST_END_MS);
      // Ends by itself before that, as a rule.
      late.unref();
    });
  }
}

function end(error: unknown, { err, errStyle }: Terminal, argv: readonly string[]): readonly Outcome[] {
  const { text, outcome } = failure(error, errStyle, argv.includes('--verbose') || argv.includes('-v'));
  err(text);
  return [outcome];
}

/** All that the run came to, that of the streams included. */
const outcomes: Outcome[] = [];
function came(...more: readonly Outcome[]): void {
  outcomes.push(...more);
  process.exitCode = exitCode(outcomes, endedBy);
}

// A closed pipe (| head), or a terminal that has gone, is not an error of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') return;
    // A full disk: the result is not whole.
    if (stream === process.stdout) process.stderr.write(`promwire: the result could not be written: ${error.code}\n`);
    came('unknown');
  });
// Thrown where nothing waits for it: a callback, a promise that was let go.
process.on('uncaughtException', (error) => {
  const { text, outcome } = failure(error, plain, process.argv.includes('--verbose') || process.argv.includes('-v'));
  process.stderr.write(asCalled(sent.hide(text), program));
  process.exit(exitCode([outcome]));
});
// No await at the top: the executable is CommonJS, which has none (scripts/release/executable.mjs).
// Until it has ended, an end of the process is none that was meant.
process.exitCode = exitCode(['internal']);
void main(process.argv.slice(2)).then((ended) => {
  came(...ended);
  said = true;
});
