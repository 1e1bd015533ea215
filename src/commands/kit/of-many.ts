/** What cannot be asked of several clusters. */
import { PromwireError } from '../../errors.ts';
import type { Flags } from './flags.ts';

/** Throws PromwireError 'usage' for flags that are about one cluster. */
export function mustBeOfMany({ prometheusUrl, metrics }: Partial<Flags<'prometheusUrl' | 'metrics'>>): void {
  if (prometheusUrl !== undefined)
    throw new PromwireError(
      'usage',
      '--prometheus-url with several clusters: each has its own Prometheus',
      'Leave it out, or ask for one cluster.',
    );
  if (metrics === '-')
    throw new PromwireError(
      'usage',
      '--metrics - with several clusters: standard input can be read only once',
      'Name a file.',
    );
}
