/**
 * What kustomize itself makes of a folder, where it is installed: patches, prefixes and replacements are its business.
 * Nothing of it may reach a network, and it may not take long.
 */
import { spawn } from 'node:child_process';
import { endAll, endsWithUs, OWN_GROUP } from '../../child-group.ts';
import { codeOf } from '../../error-code.ts';

/** The program, and what it is given before the folder; the first that is on PATH is asked. */
const PROGRAMS: readonly (readonly [program: string, ...words: string[]])[] = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
];

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** No address answers there: a remote base fails at once. */
const NO_NETWORK = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  GIT_ALLOW_PROTOCOL: 'file',
  GIT_TERMINAL_PROMPT: '0',
};

/**
 * The manifests of a folder with a kustomization; undefined: no such program, or it refuses the folder. Rejects with the
 * reason of `signal` when that is aborted.
 */
export async function kustomizeBuild(folder: string, signal?: AbortSignal): Promise<string | undefined> {
  for (const [program, ...words] of PROGRAMS) {
    signal?.throwIfAborted();
    const built = await run(program, [...words, folder], signal);
    signal?.throwIfAborted();
    if (built !== 'missing') return built.text;
  }
  return undefined;
}

async function run(
  program: string,
  words: readonly string[],
  signal: AbortSignal | undefined,
): Promise<'missing' | { readonly text?: string }> {
  return await new Promise((resolve) => {
    const child = spawn(program, words, {
      env: { ...process.env, ...NO_NETWORK },
      stdio: ['ignore', 'pipe', 'ignore'],
      // It may be a script that starts the program proper.
      detached: OWN_GROUP,
      windowsHide: true,
    });
    endsWithUs(child);
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (answer: 'missing' | { readonly text?: string }): void => {
      clearTimeout(late);
      signal?.removeEventListener('abort', stop);
      resolve(answer);
    };
    const stop = (): void => {
      endAll(child, true);
      settle({});
    };
    const late = setTimeout(stop, TIMEOUT_MS);
    signal?.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_BYTES) stop();
    });
    child.on('error', (error) => settle(codeOf(error) === 'ENOENT' ? 'missing' : {}));
    child.on('close', (code) => settle(code === 0 ? { text: Buffer.concat(chunks).toString('utf8') } : {}));
  });
}
