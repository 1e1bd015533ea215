/** The Grafana that the flags name, and the credentials for it. No credential is ever printed. */
import { openGrafana } from '../../app/grafana.ts';
import { adminLogin, parseSecretName } from '../../app/grafana-login.ts';
import type { GrafanaLogin } from '../../app/grafana-login.ts';
import { PromwireError } from '../../errors.ts';
import type { Grafana } from '../../io/grafana/index.ts';
import { readFileFor } from '../../io/http/address.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';
import { openCluster } from './source.ts';
import { visible } from '../../render/visible.ts';

type GrafanaFlags = Flags<
  | 'kubeconfig'
  | 'context'
  | 'grafanaUrl'
  | 'grafanaTokenFile'
  | 'grafanaUser'
  | 'grafanaPasswordFile'
  | 'grafanaAdminSecret'
  | 'grafanaCa'
>;
type Asking = Context & { readonly flags: GrafanaFlags };

/** Throws PromwireError: 'usage' for flags that do not fit, else what Grafana refused. */
export async function openGrafanaOf(
  invocation: Asking,
): Promise<{ readonly grafana: Grafana; readonly close: () => void }> {
  const { flags, env, signal, sent } = invocation;
  const { grafanaUrl: url, grafanaTokenFile: tokenFile, grafanaCa: caFile } = flags;
  if (url === undefined)
    throw new PromwireError(
      'usage',
      '--grafana-url is missing',
      'Give the address of Grafana, such as http://localhost:3000 after kubectl port-forward.',
    );
  const basic = await basicOf(invocation);
  return await openGrafana(
    {
      url,
      env,
      sent,
      ...(basic === undefined ? {} : { basic }),
      ...(tokenFile === undefined ? {} : { tokenFile }),
      ...(caFile === undefined ? {} : { caFile }),
    },
    signal,
  );
}

async function basicOf(invocation: Asking): Promise<GrafanaLogin | undefined> {
  const {
    grafanaUser: user,
    grafanaPasswordFile: file,
    grafanaAdminSecret: secret,
    grafanaTokenFile,
  } = invocation.flags;
  const ways = [grafanaTokenFile, user ?? file, secret].filter((way) => way !== undefined);
  if (ways.length > 1)
    throw new PromwireError('usage', 'more than one way to log in to Grafana', 'Give a token, a user, or a Secret.');
  if (secret !== undefined) return await loginIn(invocation, secret);
  if (user === undefined && file === undefined) return undefined;
  if (user === undefined || file === undefined)
    throw new PromwireError(
      'usage',
      '--grafana-user and --grafana-password-file belong together',
      'Give both, or a token with --grafana-token-file.',
    );
  return { user, password: readFileFor('--grafana-password-file', file).replace(/\r?\n$/, '') };
}

/** --grafana-admin-secret: read only because it was asked for. */
async function loginIn(invocation: Asking, asked: string): Promise<GrafanaLogin> {
  const secret = parseSecretName(asked);
  const { terminal, signal } = invocation;
  const kube = await openCluster(invocation);
  try {
    return await adminLogin(kube, { secret, signal, onRead: (text) => terminal.err(`${visible(text)}\n`) });
  } finally {
    kube.close();
  }
}
