/** The credential in use: made once, kept while it lasts, renewed once when the server refuses it. */
import { PromwireError } from '../../../errors.ts';
import type { Auth, Connection } from './config.ts';
import type { ExecOptions } from './exec-plugin.ts';
import { reasonOf } from '../../files/node-error.ts';
import { readSmall } from '../../read-file.ts';
import type { Sent } from '../../../sent.ts';

/** What a request carries. Secret. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>;
  readonly cert?: string;
  readonly key?: string;
  /** Milliseconds since 1970 after which it is renewed. */
  readonly expires?: number;
}

export interface Credentials {
  /** The credential to use now. `signal` ends a plugin that is run for it. */
  get(signal?: AbortSignal): Promise<Credential>;
  /** Called when the server answered 401 to `refused`: another credential to try, or undefined. */
  renew(refused: Credential, signal?: AbortSignal): Promise<Credential | undefined>;
}

/** A token that ends within this time counts as ended: requests take time, clocks differ. */
const SKEW_MS = 10_000;
/** How long a token file is believed; a pod's token is rotated on disk (client-go: one minute). */
const FILE_MS = 60_000;

export function createCredentials(connection: Connection, options: ExecOptions): Credentials {
  // One promise: requests that start together share one run of the plugin.
  let current: Promise<Credential> | undefined;
  const make = (signal: AbortSignal | undefined): Promise<Credential> => {
    const made = makeCredential(connection, signal ? { ...options, signal } : options);
    current = made;
    // A failure is told to everybody who waits for it, and is not kept.
    made.catch(() => {
      if (current === made) current = undefined;
    });
    return made;
  };
  return {
    async get(signal) {
      const seen = current;
      const known = await seen;
      if (known && (known.expires === undefined || known.expires - SKEW_MS > Date.now())) return known;
      // Another caller may have begun to renew it while this one awaited.
      return await (current !== undefined && current !== seen ? current : make(signal));
    },
    async renew(refused, signal) {
      const kind = connection.auth.kind;
      if (kind !== 'exec' && kind !== 'token-file') return undefined;
      const seen = current;
      const known = await seen;
      if (known !== undefined && known !== refused) return known;
      const next = await (current !== undefined && current !== seen ? current : make(signal));
      const same = next.headers['authorization'] === refused.headers['authorization'] && next.cert === refused.cert;
      return kind === 'token-file' && same ? undefined : next;
    },
  };
}

async function makeCredential(connection: Connection, options: ExecOptions): Promise<Credential> {
  const { auth } = connection;
  const { sent } = options;
  switch (auth.kind) {
    case 'none':
      return { headers: {} };
    case 'token':
      return { headers: bearer(auth.token, sent) };
    case 'basic':
      sent.addLogin(auth.username, auth.password);
      return {
        headers: { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` },
      };
    case 'token-file':
      return { headers: bearer(await readToken(auth), sent), expires: Date.now() + FILE_MS + SKEW_MS };
    case 'exec': {
      const { runExecPlugin } = await import('./exec-plugin.ts');
      const { token, cert, key, expires } = await runExecPlugin(auth.spec, connection, options);
      sent.add(key);
      return {
        headers: token === undefined ? {} : bearer(token, sent),
        ...(cert === undefined || key === undefined ? {} : { cert, key }),
        // One that is over already: our clock or the plugin's is wrong, and the server decides.
        ...(expires === undefined || expires - SKEW_MS <= Date.now() ? {} : { expires }),
      };
    }
  }
}

async function readToken({ file }: Extract<Auth, { kind: 'token-file' }>): Promise<string> {
  try {
    return await readSmall(file);
  } catch (error) {
    throw new PromwireError(
      'usage',
      `The token file ${file} could not be read: ${reasonOf(error)}.`,
      'Check path and rights.',
    );
  }
}

function bearer(token: string, sent: Sent): Readonly<Record<string, string>> {
  const trimmed = token.trim();
  sent.add(trimmed);
  if (!/^[\x21-\x7e]+$/.test(trimmed)) {
    throw new PromwireError('usage', 'The token of this context holds characters no token has.', 'Log in again.');
  }
  return { authorization: `Bearer ${trimmed}` };
}
