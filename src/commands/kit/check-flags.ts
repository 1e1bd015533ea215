/** Which flags of check exclude one another. */
import { PromwireError } from '../../errors.ts';
import type { Flags } from './flags.ts';

type CheckFlags = Flags<'from' | 'watch' | 'readSecrets' | 'prometheusUrl'>;
interface Chosen {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** Throws PromwireError 'usage'. */
export function mustFit({ from, watch, readSecrets, prometheusUrl }: CheckFlags, { only, skip }: Chosen): void {
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
