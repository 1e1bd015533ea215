/** The administrator's login of a Grafana, from a Secret that is named or that the running Grafana names itself. */
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { get, listAs } from '../io/kube/list.ts';
import type { RawObject } from '../io/kube/list.ts';
import { gapText } from '../kube/gap-text.ts';
import { asList, asObject, asText, isObject } from '../kube/json.ts';
import { compare } from '../kube/refs.ts';
import { findResource } from '../kube/resources.ts';

export interface GrafanaLogin {
  readonly user: string;
  readonly password: string;
}

export interface LoginOptions {
  /** The Secret. Default: the one that the running Grafana names. */
  readonly secret?: SecretName | undefined;
  /** Called before a Secret is read that was not named. */
  readonly onRead?: (text: string) => void;
  readonly signal: AbortSignal;
}

interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** What --grafana-admin-secret means without a value. */
const AUTO = 'auto';
/** Grafana's own default. */
const ADMIN = 'admin';

/** Name and password under the keys of the grafana chart, then of grafana-operator. */
const KEYS: readonly (readonly [user: string, password: string])[] = [
  ['admin-user', 'admin-password'],
  ['GF_SECURITY_ADMIN_USER', 'GF_SECURITY_ADMIN_PASSWORD'],
];

/** One key of a Secret. */
interface Key {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** Where the login of a Grafana is: a key of a Secret; a user may be known as it is. */
interface LoginPlace {
  readonly workload: string;
  readonly user: Key | { readonly is: string };
  /** A word: why the password cannot be had, though the workload sets it. */
  readonly password: Key | string;
}

/** "NS/NAME"; undefined for "auto". Throws PromwireError 'usage'. */
export function parseSecretName(text: string): SecretName | undefined {
  if (text === AUTO) return undefined;
  const [namespace = '', name = '', ...rest] = text.split('/');
  if (namespace !== '' && name !== '' && rest.length === 0) return { namespace, name };
  throw new PromwireError(
    'usage',
    `--grafana-admin-secret ${text}: not NS/NAME`,
    'Write it like monitoring/grafana, or leave it out: then the Secret that the running Grafana names is read.',
  );
}

/** Reads the login; it is used for one address, and not kept. Throws PromwireError 'forbidden', 'failed' or 'usage'. */
export async function adminLogin(kube: Kube, options: LoginOptions): Promise<GrafanaLogin> {
  const { secret } = options;
  if (!secret) return await loginOf(kube, options, onlyOne(await places(kube, options)));
  const data = await secretData(kube, options, secret.namespace, secret.name);
  for (const [userKey, passwordKey] of KEYS) {
    const [user, password] = [data[userKey], data[passwordKey]];
    if (typeof user === 'string' && typeof password === 'string')
      return { user: decoded(user), password: decoded(password) };
  }
  throw new PromwireError(
    'failed',
    `Secret ${secret.namespace}/${secret.name} has none of the keys of a Grafana administrator`,
    `Looked for: ${KEYS.map((pair) => pair.join(' and ')).join('; ')}.`,
  );
}

async function loginOf(
  kube: Kube,
  options: LoginOptions,
  { workload, user, password }: LoginPlace,
): Promise<GrafanaLogin> {
  if (typeof password === 'string')
    throw new PromwireError('failed', `${workload} ${password}`, 'Use a token, or --grafana-user and a password file.');
  const keys = 'is' in user ? [password] : [user, password];
  for (const secret of new Set(keys.map(({ namespace, name }) => `${namespace}/${name}`))) {
    const read = keys.filter(({ namespace, name }) => `${namespace}/${name}` === secret).map(({ key }) => key);
    options.onRead?.(`reading Secret ${secret} (${read.join(', ')}), which ${workload} names`);
  }
  const value = async ({ namespace, name, key }: Key): Promise<string> => {
    const found = (await secretData(kube, options, namespace, name))[key];
    if (typeof found === 'string') return decoded(found);
    throw new PromwireError('failed', `Secret ${namespace}/${name} has no key ${key}`, `${workload} asks for it.`);
  };
  return { user: 'is' in user ? user.is : await value(user), password: await value(password) };
}

function onlyOne(found: readonly LoginPlace[]): LoginPlace {
  const [first, second] = found;
  if (!first)
    throw new PromwireError(
      'failed',
      'no Deployment or StatefulSet sets GF_SECURITY_ADMIN_PASSWORD, so the Secret of the administrator is not known',
      'Name it: --grafana-admin-secret NS/NAME.',
    );
  if (!second) return first;
  const names = found.map(({ workload, password }) =>
    typeof password === 'string' ? workload : `${password.namespace}/${password.name} (${workload})`,
  );
  throw new PromwireError(
    'usage',
    `several Grafanas run, and which of them --grafana-url leads to is not known: ${names.join(', ')}`,
    'Name the Secret: --grafana-admin-secret NS/NAME.',
  );
}

/** Every Grafana whose workload sets the administrator's password, in a stable order. */
async function places(kube: Kube, { signal }: LoginOptions): Promise<readonly LoginPlace[]> {
  const found: LoginPlace[] = [];
  for (const kind of ['Deployment', 'StatefulSet']) {
    const resource = findResource('apps', kind);
    if (!resource) throw new Error(`no resource ${kind}`);
    const answer = await listAs(kube, resource, { signal }, placesIn);
    if (answer.kind === 'gap')
      throw new PromwireError(
        'forbidden',
        `cannot tell which Secret holds the administrator of Grafana: ${gapText(answer.gap)}`,
        `Ask for the right to list ${resource.plural}, or name it: --grafana-admin-secret NS/NAME.`,
      );
    for (const place of answer.items.flat()) found.push(place);
  }
  return found.toSorted((a, b) => compare(a.workload, b.workload));
}

/** The grafana chart and grafana-operator both set these variables of the container. */
function placesIn(object: RawObject): readonly LoginPlace[] {
  const { metadata, spec } = object;
  const namespace = asText(asObject(metadata)['namespace']) ?? '';
  const workload = `${object.kind} ${namespace}/${asText(asObject(metadata)['name']) ?? ''}`;
  const pod = asObject(asObject(asObject(spec)['template'])['spec']);
  return asList(pod['containers'])
    .filter(isObject)
    .flatMap((container): readonly LoginPlace[] => {
      const env = asList(container['env']).filter(isObject);
      const entry = (name: string) => env.findLast((each) => each['name'] === name);
      const user = entry('GF_SECURITY_ADMIN_USER');
      const password = entry('GF_SECURITY_ADMIN_PASSWORD');
      const file = entry('GF_SECURITY_ADMIN_PASSWORD__FILE');
      if (!password && !file) return [];
      const literal = user ? asText(user['value']) : ADMIN;
      return [
        {
          workload,
          user: keyOf(user, namespace) ?? { is: literal ?? ADMIN },
          password:
            keyOf(password, namespace) ??
            (file ? 'has the password in a file' : 'has the password in its own environment, which is not read'),
        },
      ];
    });
}

function keyOf(entry: unknown, namespace: string): Key | undefined {
  const ref = asObject(asObject(asObject(entry)['valueFrom'])['secretKeyRef']);
  const [name, key] = [asText(ref['name']), asText(ref['key'])];
  return name === undefined || key === undefined ? undefined : { namespace, name, key };
}

async function secretData(
  kube: Kube,
  { signal }: LoginOptions,
  namespace: string,
  name: string,
): Promise<Readonly<Record<string, unknown>>> {
  const place = `${namespace}/${name}`;
  const answer = await get(kube, { apiVersion: 'v1', kind: 'Secret', namespace, name }, signal);
  if (answer.kind === 'gap')
    throw new PromwireError(
      'forbidden',
      gapText(answer.gap),
      `Ask for the right to get Secret ${place}, or use a token.`,
    );
  const data = answer.kind === 'found' && isObject(answer.object['data']) ? answer.object['data'] : undefined;
  if (data) return data;
  throw new PromwireError(
    'failed',
    `there is no Secret ${place}`,
    'Without a value --grafana-admin-secret reads the one that the running Grafana names.',
  );
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
