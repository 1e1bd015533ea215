/** Why a connection failed, in words with a next step. */
import { PromwireError } from '../../../errors.ts';
import { codeOf, messageOf } from '../../error-code.ts';
import type { Connection } from './config.ts';
import { oneLine } from '../words.ts';

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
};
const NOT_HTTP: Cause = ['it does not answer in HTTP', 'Check the server address; is it https:// rather than http://?'];
const BROKEN_HTTP: Cause = ['its answer breaks the rules of HTTP', 'Find out what stands in front of it.'];

/** The error for a request that got no answer. Names the server and the context, never a credential. */
export function unreachable(error: unknown, connection: Connection, proxy: URL | undefined): PromwireError {
  if (error instanceof PromwireError) return error;
  const code = codeOf(error);
  const text = messageOf(error);
  if (code.startsWith('ERR_OSSL_') || code === 'ERR_TLS_INVALID_CONTEXT') {
    return new PromwireError(
      'usage',
      `A certificate or key of context "${connection.context}" cannot be read (${code}).`,
      'Check certificate-authority, client-certificate and client-key in the kubeconfig.',
    );
  }
  const [what, hint]: Cause = BY_CODE[code] ?? byWords(code, text);
  const through = proxy ? ` through the proxy ${proxy.host}` : '';
  return new PromwireError(
    'unreachable',
    `The API server ${connection.server} of context "${connection.context}" could not be reached${through}: ${what}.`,
    hint,
  );
}

/** OpenSSL puts all its troubles under a code or two, and proxies have words of their own. */
function byWords(code: string, text: string): Cause {
  // Node's parser of HTTP.
  if (code.startsWith('HPE_')) return code === 'HPE_INVALID_CONSTANT' ? NOT_HTTP : BROKEN_HTTP;
  if (code === 'PROXY_REFUSED') {
    return [oneLine(text, 200), 'Check proxy-url of the cluster, HTTPS_PROXY and NO_PROXY.'];
  }
  if (/wrong version number/i.test(text))
    return ['it does not speak TLS', 'Is the server http:// rather than https://?'];
  if (/alert/i.test(text) && /certificate|unknown ca/i.test(text)) {
    return ['it refused the client certificate', 'Renew client-certificate of the kubeconfig.'];
  }
  return [oneLine(text, 200) || 'the connection failed', 'Check the server address, the network and the VPN.'];
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
