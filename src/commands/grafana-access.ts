/** The Grafana that the flags name, and the credentials for it. No credential is ever printed. */
import { PromwireError } from '../errors.ts';
import { openAddress, readFileFor } from '../io/http/address.ts';
import { openGrafana } from '../io/grafana/dashboards.ts';
import type { Grafana, GrafanaRefusal } from '../io/grafana/index.ts';
import { adminLogin } from './grafana-admin.ts';
import type { Login } from './grafana-admin.ts';
import type { Context } from './kit/command.ts';
import type { Flags } from './kit/flags.ts';

export type GrafanaFlags = Flags<
  | 'kubeconfig'
  | 'context'
  | 'grafanaUrl'
  | 'grafanaTokenFile'
  | 'grafanaUser'
  | 'grafanaPasswordFile'
  | 'grafanaAdminSecret'
  | 'grafanaCa'
>;
export type GrafanaAsked = Context & { readonly flags: GrafanaFlags };

/** Throws PromwireError: 'usage' for flags that do not fit, else what Grafana refused. */
export async function openGrafanaOf(
  invocation: GrafanaAsked,
): Promise<{ readonly grafana: Grafana; readonly close: () => void }> {
  const { flags, env, signal } = invocation;
  const { grafanaUrl: url, grafanaTokenFile: tokenFile, grafanaCa: caFile } = flags;
  if (url === undefined)
    throw new PromwireError(
      'usage',
      '--grafana-url is missing',
      'Give the address of Grafana, such as http://localhost:3000 after kubectl port-forward.',
    );
  const basic = await basicOf(invocation);
  const { name, send, close } = openAddress({
    of: 'grafana',
    url,
    env,
    ...(basic === undefined ? {} : { basic }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
    ...(caFile === undefined ? {} : { caFile }),
  });
  try {
    const opened = await openGrafana(name, send, signal);
    if (opened.kind === 'refused') throw grafanaError(opened);
    return { grafana: opened.grafana, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** A refusal that ends the command. */
export function grafanaError({ reason, detail, next }: GrafanaRefusal): PromwireError {
  switch (reason) {
    case 'unreachable':
      return new PromwireError('unreachable', detail, next);
    case 'unauthorized':
    case 'forbidden':
      return new PromwireError('forbidden', detail, next);
    case 'not-found':
    case 'provisioned':
    case 'conflict':
    case 'invalid':
      return new PromwireError('failed', detail, next);
  }
}

async function basicOf(invocation: GrafanaAsked): Promise<Login | undefined> {
  const {
    grafanaUser: user,
    grafanaPasswordFile: file,
    grafanaAdminSecret: secret,
    grafanaTokenFile,
  } = invocation.flags;
  const ways = [grafanaTokenFile, user ?? file, secret].filter((way) => way !== undefined);
  if (ways.length > 1)
    throw new PromwireError('usage', 'more than one way to log in to Grafana', 'Give a token, a user, or a Secret.');
  if (secret !== undefined) return await adminLogin(invocation, secret);
  if (user === undefined && file === undefined) return undefined;
  if (user === undefined || file === undefined)
    throw new PromwireError(
      'usage',
      '--grafana-user and --grafana-password-file belong together',
      'Give both, or a token with --grafana-token-file.',
    );
  return { user, password: readFileFor('--grafana-password-file', file).replace(/\r?\n$/, '') };
}
