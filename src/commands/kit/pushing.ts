/** The Pushgateway of --pushgateway-url. */
import { PromwireError } from '../../errors.ts';
import { openPushgateway } from '../../io/pushgateway.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';
import { headersIn } from './prometheus.ts';

type Pushing = Pick<Context, 'env' | 'sent' | 'signal' | 'terminal'> & {
  readonly flags: Flags<'pushgatewayUrl' | 'pushgatewayHeader' | 'pushgatewayCa'>;
};

/**
 * What puts metrics there: nothing without the flag. They are made only where they are wanted. Throws PromwireError:
 * 'usage' at once for flags that do not fit; while pushing, what came instead of a yes.
 */
export function pusherOf({ flags, env, sent, signal, terminal }: Pushing): {
  readonly push: (metrics: () => Promise<string>) => Promise<void>;
  readonly close: () => void;
} {
  const { pushgatewayUrl: url, pushgatewayCa: caFile } = flags;
  if (url === undefined) return { push: async () => undefined, close: () => undefined };
  const headers = headersIn('--pushgateway-header', flags.pushgatewayHeader);
  const { name, put, close } = openPushgateway({
    url,
    headers,
    env,
    sent,
    ...(caFile === undefined ? {} : { caFile }),
  });
  return {
    push: async (metrics) => {
      const refused = await put(await metrics(), signal);
      if (refused) {
        const code = refused.reason === 'forbidden' ? 'forbidden' : 'unreachable';
        throw new PromwireError(code, `the findings are not in the Pushgateway: ${refused.detail}`, refused.next);
      }
      terminal.err(`The findings are in the Pushgateway ${name}, as job promwire.\n`);
    },
    close,
  };
}
