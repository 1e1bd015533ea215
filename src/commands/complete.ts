import type { Completion } from '../model/index.ts';
import { bashReplies, readBashLine } from '../render/shell/bash-line.ts';
import { completionOf } from './kit/complete/candidates.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** PowerShell gives the words here, separated by the ASCII unit separator. */
const WORDS = 'PROMWIRE_COMPLETE_WORDS';

/**
 * `promwire __complete -- WORD…`, which scripts of shells and kubectl ask; `--bash=BREAKS -- LINE` for bash. Prints what
 * may stand at the last word. Whatever fails is no candidate: an error would be printed into the line that is typed.
 */
export async function complete(argv: readonly string[], env: Env, signal: AbortSignal): Promise<string> {
  const [form = '', ...rest] = argv;
  const breaks = /^--bash=([^]*)$/.exec(form)?.[1];
  if (breaks !== undefined) return await inBash(rest[0] === '--' ? rest.slice(1) : rest, breaks, env, signal);
  const words = form === '--environment' ? (env[WORDS] ?? '').split('\u001f') : form === '--' ? rest : argv;
  const { candidates, paths } = await known(words, env, signal);
  const lines = candidates.map(({ value, about }) =>
    about === undefined ? value : `${value}\t${about.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, ' ')}`,
  );
  return [...lines, directive(paths), ''].join('\n');
}

async function inBash([line = '']: readonly string[], breaks: string, env: Env, signal: AbortSignal): Promise<string> {
  const { words, last } = readBashLine(line);
  const { candidates, paths } = await known(words.slice(1), env, signal);
  return [...bashReplies(candidates, last, breaks), directive(paths), ''].join('\n');
}

async function known(words: readonly string[], env: Env, signal: AbortSignal): Promise<Completion> {
  try {
    return await completionOf(words, env, signal);
  } catch {
    return { candidates: [] };
  }
}

function directive(paths: Completion['paths']): string {
  return paths === undefined ? ':4' : paths === 'files' ? ':0' : ':16';
}
