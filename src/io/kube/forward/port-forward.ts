/**
 * A pod's port as a stream, through the API server and the kubelet, as `kubectl port-forward` has it: the WebSocket
 * form of the kubelet (k8s.io/kubelet server tests: channel 0 data, channel 1 errors, each opened by the port in two
 * little-endian bytes).
 */
import http from 'node:http';
import https from 'node:https';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Gap } from '../../../model/index.ts';
import { attempt } from '../connect/attempt.ts';
import { messageOf } from '../../error-code.ts';
import type { Kube } from '../connect/open.ts';
import { queryOf } from '../paths.ts';
import type { ProxyAddress, ProxyAnswer } from './proxy-get.ts';
import { answered, saidBy } from '../status.ts';
import type { WebSocketLink } from './websocket.ts';
import { oneLine } from '../words.ts';

export interface PodPort {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

export type Forwarded =
  { readonly kind: 'open'; readonly stream: Duplex } | { readonly kind: 'gap'; readonly gap: Gap };

const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
const ERRORS = 1;

/**
 * Opens one stream to a pod's port; ending the stream ends the forward. An error of the kubelet (nothing listens
 * there) destroys the stream with it. Throws PromwireError as Kube.request does.
 */
export async function portForward(kube: Kube, pod: PodPort, signal?: AbortSignal): Promise<Forwarded> {
  const { namespace, name, port } = pod;
  const path =
    `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/portforward` +
    queryOf({ ports: port });
  const dial = await kube.dial(path);
  // Messages come only after the handshake, and with it the link.
  let link: WebSocketLink | undefined;
  const opened = new Set<number>();
  const stream = new Duplex({
    read: () => link?.resume(),
    write(chunk: Buffer, _encoding, written) {
      if (link) link.send(Buffer.concat([Buffer.from([DATA]), chunk]), written);
      else written();
    },
    final(ended) {
      // There is no half-close in this protocol: the other side answers first, and closes.
      ended();
    },
    destroy(error, done) {
      link?.close();
      done(error);
    },
  });
  const onMessage = (whole: Buffer): void => {
    let message = whole;
    const [channel] = message;
    if (channel === undefined) return;
    if (channel !== DATA && channel !== ERRORS)
      return void stream.destroy(new Error('the server answered on a channel that was not asked for'));
    if (!opened.has(channel)) {
      // kubelet: pkg/kubelet/cri/streaming/portforward/websocket.go writes the port to each of both first.
      if (message.length < 3 || message.readUInt16LE(1) !== port)
        return void stream.destroy(new Error('the server answered for another port'));
      opened.add(channel);
      message = message.subarray(2);
    }
    const data = message.subarray(1);
    if (data.length === 0) return;
    if (channel !== DATA) stream.destroy(new Error(oneLine(dial.hide(data.toString('utf8')), 300)));
    else if (!stream.push(data)) link?.pause();
  };
  // Few commands forward a port, so its client is not loaded at every start.
  const { openWebSocket } = await import('./websocket.ts');
  const connected = await openWebSocket(
    dial,
    PROTOCOL,
    {
      onMessage,
      onClose(error) {
        if (error) stream.destroy(error);
        else stream.push(null);
      },
    },
    signal,
  ).catch((error: unknown) => {
    throw dial.explain(error);
  });
  if ('link' in connected) {
    ({ link } = connected);
    return { kind: 'open', stream };
  }
  const answer = { ...connected.answer, body: dial.hide(connected.answer.body) };
  const forbidden = answer.status === 403;
  return gap(forbidden ? 'forbidden' : 'unreachable', namespace, {
    request: { verb: 'create', resource: 'pods/portforward', scope: 'namespace', ...answered(answer) },
    ...(forbidden ? {} : { sentence: `No port-forward to Pod ${namespace}/${name} port ${port}: ${saidBy(answer)}.` }),
  });
}

/** As proxyGet, but through a port-forward to a pod (`via` must be 'pods', `port` a number). */
export async function forwardGet(
  kube: Kube,
  address: ProxyAddress,
  path: string,
  signal?: AbortSignal,
): Promise<ProxyAnswer> {
  const { namespace, name, scheme } = address;
  const port = Number(address.port);
  const forwarded = await portForward(kube, { namespace, name, port }, signal);
  if (forwarded.kind === 'gap') return { status: 0, headers: {}, body: '', gap: forwarded.gap };
  const { stream } = forwarded;
  const secure = scheme === 'https';
  const agent = secure ? new https.Agent() : new http.Agent();
  // As the API server's own proxy does: the way to the pod is authenticated, the pod's certificate names a Service.
  agent.createConnection = () => (secure ? tls.connect({ socket: stream, rejectUnauthorized: false }) : stream);
  try {
    return await attempt({
      method: 'GET',
      url: `${scheme}://localhost:${port}${path}`,
      headers: { accept: 'application/json', connection: 'close' },
      agent,
      timeoutMs: 30_000,
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    // Ended from outside, it says nothing of the pod.
    signal?.throwIfAborted();
    const why = oneLine(messageOf(error), 300);
    const sentence = `Pod ${namespace}/${name} port ${port} did not answer through the port-forward: ${why}.`;
    return { status: 0, headers: {}, body: '', gap: gap('unreachable', namespace, { sentence }).gap };
  } finally {
    stream.destroy();
  }
}

function gap(
  reason: Gap['reason'],
  namespace: string,
  about: Pick<Gap, 'request' | 'sentence'>,
): { readonly kind: 'gap'; readonly gap: Gap } {
  return { kind: 'gap', gap: { reason, reads: { group: '', kind: 'Pod', namespace }, ...about } };
}
