/**
 * What kustomize itself makes of a folder, where it is installed: patches, prefixes and replacements are its business.
 * Nothing of it may reach a network, and it may not take long.
 */
import { execFile } from 'node:child_process';

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

/** The manifests of a folder with a kustomization; undefined: no such program, or it refuses the folder. */
export async function kustomizeBuild(folder: string): Promise<string | undefined> {
  for (const [program, ...words] of PROGRAMS) {
    const built = await run(program, [...words, folder]);
    if (built !== 'missing') return built.text;
  }
  return undefined;
}

async function run(program: string, words: readonly string[]): Promise<'missing' | { readonly text?: string }> {
  return await new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES, env: { ...process.env, ...NO_NETWORK } };
    execFile(program, words, options, (error, stdout) => {
      if (error) resolve(error.code === 'ENOENT' ? 'missing' : {});
      else resolve({ text: stdout });
    });
  });
}
