/** Which flags of check exclude one another. */
import { basename, resolve } from 'node:path';
import { mustBeChecks } from '../../app/question.ts';
import type { CheckOptions } from '../../app/question.ts';
import { PromwireError } from '../../errors.ts';
import type { Subject } from '../../model/index.ts';
import type { Flags } from './flags.ts';

type CheckFlags = Flags<'from' | 'watch' | 'readSecrets' | 'prometheusUrl' | 'only' | 'skip' | 'namespace' | 'stack'>;

/** What is asked. A mistake is reported before anything is read: throws PromwireError 'usage'. */
export function askedBy(flags: CheckFlags, subjects: readonly Subject[]): CheckOptions {
  const { from, watch, readSecrets, prometheusUrl, namespace, stack } = flags;
  const [only, skip] = [flags.only, flags.skip].map(ids);
  mustBeChecks('only', only ?? []);
  mustBeChecks('skip', skip ?? []);
  mustFit({ from, watch, readSecrets, prometheusUrl }, only ?? [], skip ?? []);
  return { subjects, namespace, stack, only, skip };
}

function ids(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(',').map((id) => id.trim()));
}

function mustFit(
  { from, watch, readSecrets, prometheusUrl }: Pick<CheckFlags, 'from' | 'watch' | 'readSecrets' | 'prometheusUrl'>,
  only: readonly string[],
  skip: readonly string[],
): void {
  const both = only.find((id) => skip.includes(id));
  if (both !== undefined)
    throw refusal(`--only ${both} with --skip ${both}: nothing is left`, 'Leave one of them out.');
  if (watch !== undefined && from.includes('-'))
    throw refusal('--watch with --from -: stdin can be read only once', 'Name files or folders.');
  if (readSecrets && from.length > 0)
    throw refusal('--read-secrets with --from: files hold no generated configuration', 'It needs a cluster.');
  if (prometheusUrl !== undefined && from.length === 0)
    throw refusal('--prometheus-url without --from: in a cluster its own Prometheus is asked', 'Add --from PATH.');
}

function refusal(message: string, hint: string): PromwireError {
  return new PromwireError('usage', message, hint);
}

/** "." says nothing to whom a page is given. */
export const titleOf = (path: string): string =>
  (/(?:^|[\\/])\.{1,2}[\\/]?$/.test(path) ? basename(resolve(path)) : '') || path;
