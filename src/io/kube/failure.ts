/** Why a connection failed, in words with a next step. */
import { PromwireError } from '../../errors.ts';
import type { Connection } from './config.ts';
import { oneLine } from './words.ts';

type Cause = readonly [what: string, hint: string];

const UNTRUSTED: Cause = [
  'its certificate is not signed by an authority that this kubeconfig trusts',
  'Check certificate-authority(-data) of the cluster; behind an intercepting proxy set NODE_EXTRA_CA_CERTS.',
];
const BY_CODE: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: ['connection refused', 'Is the cluster running, and the context the right one (--context)?'],
  ENOTFOUND: ['its name cannot be resolved', 'Check the server address, the network and the VPN.'],
  EAI_AGAIN: ['its name cannot be resolved just now', 'Check the network and the VPN, then repeat.'],
  ETIMEDOUT: ['no answer in time', 'Check the network and the VPN; a firewall may drop the packets.'],
  EHOSTUNREACH: ['there is no route to it', 'Check the network and the VPN.'],
  ENETUNREACH: ['there is no route to it', 'Check the network and the VPN.'],
  ECONNRESET: ['the connection was cut', 'Repeat the command; if it happens again, look at proxies in between.'],
  EPIPE: ['the connection was cut', 'Repeat the command; if it happens again, look at proxies in between.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
  CERT_HAS_EXPIRED: ['its certificate has expired', 'Renew the certificate of the API server.'],
  CERT_NOT_YET_VALID: ['its certificate is not valid yet', 'Check the clocks.'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is for another name',
    'Use the name in the certificate, or set tls-server-name of the cluster.',
  ],
  HPE_INVALID_CONSTANT: ['it does not answer in HTTP', 'Check the server address; is it https:// rather than http://?'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['it does not speak TLS', 'Is the server http:// rather than https://?'],
};

/** The error for a request that got no answer. Names the server and the context, never a credential. */
export function unreachable(error: unknown, connection: Connection, proxy: URL | undefined): PromwireError {
  if (error instanceof PromwireError) return error;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : '';
  if (code.startsWith('ERR_OSSL_') || code === 'ERR_TLS_INVALID_CONTEXT') {
    return new PromwireError(
      'usage',
      `A certificate or key of context "${connection.context}" cannot be read (${code}).`,
      'Check certificate-authority, client-certificate and client-key in the kubeconfig.',
    );
  }
  const alert = code.startsWith('ERR_SSL_') && code.includes('ALERT');
  const [what, hint]: Cause =
    BY_CODE[code] ??
    (code === 'PROXY_REFUSED'
      ? [oneLine(text, 200), 'Check proxy-url of the cluster, HTTPS_PROXY and NO_PROXY.']
      : alert
        ? ['it refused the client certificate', 'Renew client-certificate of the kubeconfig.']
        : [oneLine(text, 200) || 'the connection failed', 'Check the server address, the network and the VPN.']);
  const through = proxy ? ` through the proxy ${proxy.host}` : '';
  return new PromwireError(
    'unreachable',
    `The API server ${connection.server} of context "${connection.context}" could not be reached${through}: ${what}.`,
    hint,
  );
}

/** The error's code, looked for in the errors of a happy-eyeballs attempt too. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0] as unknown);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The error for an answer 401 that no renewed credential could help. */
export function notAccepted(connection: Connection): PromwireError {
  const hint: Readonly<Record<Connection['auth']['kind'], string>> = {
    none: 'The context has no token, and its certificate (if any) is not accepted: get a new kubeconfig.',
    token: 'The token has expired or was revoked: log in again, or get a new kubeconfig.',
    'token-file': 'The token in the file has expired or was revoked: renew the file.',
    basic: 'API servers since 1.19 accept no passwords: get a kubeconfig with a token or a certificate.',
    exec: 'A fresh token of the credential plugin was refused too: log in again with its tool.',
  };
  const expired =
    connection.auth.kind === 'basic' || connection.auth.kind === 'none' ? '' : ': token expired or revoked';
  return new PromwireError(
    'forbidden',
    `The API server ${connection.server} does not accept the credentials of context "${connection.context}" (401${expired}).`,
    hint[connection.auth.kind],
  );
}
