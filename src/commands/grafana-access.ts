/** The Grafana that the flags name, and the credentials for it. No credential is ever printed. */
import { isObject } from '../engine/json.ts';
import { PromwireError } from '../errors.ts';
import { openAddress, readFileFor } from '../io/address.ts';
import { openGrafana } from '../io/grafana-dashboards.ts';
import type { Grafana, GrafanaRefusal } from '../io/grafana.ts';
import { get } from '../io/kube/list.ts';
import { openCluster } from './source.ts';
import type { Invocation } from './table.ts';

/** Name and password under the keys of the grafana chart, then of grafana-operator. */
const KEYS: readonly (readonly [user: string, password: string])[] = [
  ['admin-user', 'admin-password'],
  ['GF_SECURITY_ADMIN_USER', 'GF_SECURITY_ADMIN_PASSWORD'],
];

/** Throws PromwireError: 'usage' for flags that do not fit, else what Grafana refused. */
export async function openGrafanaOf(
  invocation: Invocation,
): Promise<{ readonly grafana: Grafana; readonly close: () => void }> {
  const { given, env, signal } = invocation;
  const url = given.text('grafanaUrl');
  if (url === undefined)
    throw new PromwireError(
      'usage',
      '--grafana-url is missing',
      'Give the address of Grafana, such as http://localhost:3000 after kubectl port-forward.',
    );
  const tokenFile = given.text('grafanaTokenFile');
  const caFile = given.text('grafanaCa');
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

async function basicOf(
  invocation: Invocation,
): Promise<{ readonly user: string; readonly password: string } | undefined> {
  const { given } = invocation;
  const user = given.text('grafanaUser');
  const file = given.text('grafanaPasswordFile');
  const secret = given.text('grafanaAdminSecret');
  const ways = [given.text('grafanaTokenFile'), user ?? file, secret].filter((way) => way !== undefined);
  if (ways.length > 1)
    throw new PromwireError('usage', 'more than one way to log in to Grafana', 'Give a token, a user, or a Secret.');
  if (secret !== undefined) return await fromSecret(invocation, secret);
  if (user === undefined && file === undefined) return undefined;
  if (user === undefined || file === undefined)
    throw new PromwireError(
      'usage',
      '--grafana-user and --grafana-password-file belong together',
      'Give both, or a token with --grafana-token-file.',
    );
  return { user, password: readFileFor('--grafana-password-file', file).replace(/\r?\n$/, '') };
}

/** --grafana-admin-secret NS/NAME: read only because it was asked for, used for this one address, and not kept. */
async function fromSecret(
  invocation: Invocation,
  place: string,
): Promise<{ readonly user: string; readonly password: string }> {
  const [namespace = '', name = ''] = place.split('/');
  if (namespace === '' || name === '')
    throw new PromwireError(
      'usage',
      `--grafana-admin-secret ${place}: not NS/NAME`,
      'Write it like monitoring/grafana.',
    );
  const kube = await openCluster(invocation);
  try {
    const answer = await get(kube, { apiVersion: 'v1', kind: 'Secret', namespace, name }, invocation.signal);
    if (answer.kind === 'gap')
      throw new PromwireError(
        'forbidden',
        answer.gap.detail,
        `Ask for the right to get Secret ${place}, or use a token.`,
      );
    const data = answer.kind === 'found' && isObject(answer.object['data']) ? answer.object['data'] : undefined;
    if (!data)
      throw new PromwireError(
        'failed',
        `there is no Secret ${place}`,
        'The grafana chart names it like its Deployment.',
      );
    for (const [userKey, passwordKey] of KEYS) {
      const [user, password] = [data[userKey], data[passwordKey]];
      if (typeof user === 'string' && typeof password === 'string')
        return { user: decoded(user), password: decoded(password) };
    }
    throw new PromwireError(
      'failed',
      `Secret ${place} has none of the keys of a Grafana administrator`,
      `Looked for: ${KEYS.map((pair) => pair.join(' and ')).join('; ')}.`,
    );
  } finally {
    kube.close();
  }
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
