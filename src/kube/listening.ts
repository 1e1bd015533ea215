import type { KubeObject } from '../model/index.ts';
import { objectAt, objectsAt, stringAt, stringsAt } from './json.ts';

/** An address that a container is told to listen at by one of its flags. */
export interface Listening {
  readonly container: string;
  /** "--metrics-bind-address=127.0.0.1:8080". */
  readonly flag: string;
  readonly port: number;
  readonly loopback: boolean;
  /** kube-rbac-proxy serves this address by TLS, with a certificate of its own where it is given none. */
  readonly tls: boolean;
}

const NAME = /^--?[\w.-]{1,64}$/;
const LISTENS = /listen|bind|addr/i;
/** Where the container connects to, or what it tells others. */
const ELSEWHERE = /upstream|backend|remote|redis|target|peer|advertise|join|client/i;
const ADDRESS = /^(?:\w{1,8}:\/\/)?(\*|localhost|[\d.]{1,15}|\[[\da-f:.]{0,45}\]|\[?\$\(\w{1,64}\)\]?)?:(\d{1,5})\/?$/i;
const LOOPBACK = /^(?:localhost|127\.[\d.]+|\[::1\])$/i;
/** kube-rbac-proxy v0.20 cmd/kube-rbac-proxy/app/options/proxyoptions.go. */
const SECURE = /^--?secure-listen-address$/;

/** "--NAME=VALUE" of each flag by which a program is told an address to listen at; nothing of all else. */
export function listenFlags(words: readonly unknown[]): readonly string[] {
  return words.flatMap((word, i) => {
    if (typeof word !== 'string') return [];
    const [name = '', value = words[i + 1]] = word.includes('=') ? halves(word) : [word];
    const isAddress = typeof value === 'string' && ADDRESS.test(value);
    return NAME.test(name) && LISTENS.test(name) && !ELSEWHERE.test(name) && isAddress ? [`${name}=${value}`] : [];
  });
}

function halves(word: string): readonly [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

/** What the containers of a pod are told to listen at, as far as flags tell. */
export function listeningIn(pod: KubeObject): readonly Listening[] {
  return objectsAt(objectAt(pod.body, 'spec'), 'containers').flatMap((container) =>
    listenFlags([...stringsAt(container, 'command'), ...stringsAt(container, 'args')]).map((flag): Listening => {
      const [name, value] = halves(flag);
      const [, host = '', port] = ADDRESS.exec(value) ?? [];
      return {
        container: stringAt(container, 'name') ?? '',
        flag,
        port: Number(port),
        loopback: LOOPBACK.test(host),
        tls: SECURE.test(name),
      };
    }),
  );
}
