/** The Pushgateway of --pushgateway-url. */
import { PromwireError } from '../../errors.ts';
import { openPushgateway } from '../../io/pushgateway.ts';
import type { Subject } from '../../model/index.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';
import { headersIn } from './prometheus.ts';
import { timeoutOf } from './within.ts';

type Pushing = Pick<Context, 'env' | 'sent' | 'signal' | 'terminal'> & {
  readonly flags: Flags<
    | 'pushgatewayUrl'
    | 'pushgatewayInstance'
    | 'pushgatewayHeader'
    | 'pushgatewayCa'
    | 'timeout'
    | 'namespace'
    | 'stack'
    | 'only'
    | 'skip'
  >;
  readonly subject: readonly Subject[];
};

/**
 * What puts metrics there: nothing without the flag. They are made only where they are wanted. Throws PromwireError:
 * 'usage' at once for flags that do not fit; while pushing, what came instead of a yes.
 */
export function pusherOf({ flags, subject, env, sent, signal, terminal }: Pushing): {
  readonly push: (metrics: () => Promise<string>) => Promise<void>;
  readonly close: () => void;
} {
  const { pushgatewayUrl: url, pushgatewayInstance: instance, pushgatewayCa: caFile } = flags;
  if (url === undefined) return { push: async () => undefined, close: () => undefined };
  if (instance === undefined && isPart(flags, subject))
    throw new PromwireError(
      'usage',
      '--pushgateway-url of a part of what there is: what is found there would take the place of all other findings',
      'Give it a name of its own with --pushgateway-instance NAME, or look at everything.',
    );
  const headers = headersIn('--pushgateway-header', flags.pushgatewayHeader);
  const { name, put, close } = openPushgateway({
    url,
    headers,
    env,
    sent,
    patienceMs: timeoutOf(flags),
    ...(instance === undefined ? {} : { instance }),
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

function isPart({ namespace, stack, only, skip }: Pushing['flags'], subject: Pushing['subject']): boolean {
  const named = subject.some(({ kind }) => kind !== 'everything');
  return named || namespace !== undefined || stack !== undefined || only.length > 0 || skip.length > 0;
}
