/**
 * What kustomize itself makes of a folder, where it is installed: patches, prefixes and replacements are its business.
 * Nothing of it may reach a network, and it may not take long.
 */
import { leadsBeyond } from './beyond.ts';
import { lineOf, NO_NETWORK, runProgram } from '../../program.ts';

/** The program, and what it is given before the folder; the first that is on PATH is asked. */
const PROGRAMS: readonly (readonly [program: string, ...words: string[]])[] = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
];

const TIMEOUT_MS = 10_000;

/**
 * The manifests of a folder with a kustomization; undefined: no such program, or it refuses the folder. Rejects with the
 * reason of `signal` when that is aborted.
 */
export async function kustomizeBuild(
  folder: string,
  signal?: AbortSignal,
  onRun?: (line: string) => void,
): Promise<string | undefined> {
  if (await leadsBeyond(folder)) return undefined;
  for (const [program, ...words] of PROGRAMS) {
    signal?.throwIfAborted();
    onRun?.(lineOf({ program, words: [...words, folder] }));
    const ran = await runProgram({
      program,
      words: [...words, folder],
      // Of its own kind it takes repositories on the disk as well, wherever they are.
      env: { ...NO_NETWORK, GIT_ALLOW_PROTOCOL: 'none' },
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    signal?.throwIfAborted();
    if (ran.kind !== 'missing') return ran.kind === 'ended' ? ran.text : undefined;
  }
  return undefined;
}
