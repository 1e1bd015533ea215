/**
 * Git as a reader of its objects: nothing is checked out, and nothing that a repository's own configuration names (hooks, a
 * file system monitor, filters, a pager, a transport) is started by what is asked here.
 */
import { spawn } from 'node:child_process';
import process from 'node:process';
import { PromwireError } from '../../errors.ts';
import { endAll, endsWithUs, OWN_GROUP } from '../child-group.ts';
import { codeOf } from '../error-code.ts';

const TIMEOUT_MS = 60_000;
/** Paths of a million files. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Before each command. `gc`, `maintenance`: nothing is written either. */
export const QUIET: readonly string[] = [
  '--no-pager',
  '--no-optional-locks',
  '--literal-pathspecs',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.quotePath=false'].flatMap((each) => ['-c', each]),
];

/** No object is fetched (a partial clone lacks some) and nobody is asked for a password. */
export function gitEnv(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    // A list without any protocol that there is.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

export type GitAnswer = { readonly out: Buffer } | { readonly failed: string };

/** What a command of git prints; `failed`: what it says where it does not succeed. Throws PromwireError where there is no git. */
export async function git(words: readonly string[], signal: AbortSignal): Promise<GitAnswer> {
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const child = spawn('git', [...QUIET, ...words], {
      env: gitEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: OWN_GROUP,
      windowsHide: true,
    });
    endsWithUs(child);
    const out: Buffer[] = [];
    let bytes = 0;
    let said = '';
    const end = (settle: () => void): void => {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      settle();
    };
    const quit = (why: string): void => {
      endAll(child, true);
      end(() => resolve({ failed: why }));
    };
    const stop = (): void => {
      endAll(child, true);
      end(() => reject(signal.reason as Error));
    };
    const late = setTimeout(() => quit(`it did not answer in ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_BYTES) quit('its answer is too long');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(0, 2000);
    });
    child.on('error', (error) => end(() => reject(codeOf(error) === 'ENOENT' ? noGit() : error)));
    child.on('close', (code) =>
      end(() => resolve(code === 0 ? { out: Buffer.concat(out) } : { failed: sayingOf(said) })),
    );
  });
}

/** The first line that tells what is wrong, without the word that it begins with. */
function sayingOf(text: string): string {
  const lines = text.split('\n');
  const first = lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lines[0] ?? '';
  return first.replace(/^(?:fatal|error): /, '').trim();
}

function noGit(): PromwireError {
  return new PromwireError(
    'usage',
    'a revision is read by git, and there is no git on PATH',
    'Install git, or give folders.',
  );
}
