/**
 * Binary messages over a WebSocket (ws, imported here and nowhere else). Proxies, TLS and credentials are those of every
 * other request: ws gets our agent and headers. No redirect is followed, so no credential goes to another server.
 */
import { addAbortSignal } from 'node:stream';
import { WebSocket } from 'ws';
import { codeOf } from '../../error-code.ts';
import type { Answer } from '../connect/attempt.ts';
import type { Dial } from '../connect/open.ts';

/** Paused until `resume` is called. */
export interface WebSocketLink {
  /** Sends one binary message; `written` is called once it is on its way, or cannot be sent any more. */
  send(message: Buffer, written: () => void): void;
  pause(): void;
  resume(): void;
  close(): void;
}

/** `onMessage` is called once for each message, `onClose` once, with what went wrong. */
export interface WebSocketEvents {
  readonly onMessage: (message: Buffer) => void;
  readonly onClose: (error?: Error) => void;
}

const TIMEOUT_MS = 30_000;
/** A message of a port-forward has at most a few tens of kilobytes. */
const MAX_MESSAGE = 16 * 1024 * 1024;
/** A refusal is a Status; of what is longer, only the beginning is read. */
const MAX_ANSWER = 10_000;

/** Connects, or resolves to the server's answer where it is not an upgrade (403, 404). Rejects on network errors. */
export function openWebSocket(
  dial: Dial,
  protocol: string,
  { onMessage, onClose }: WebSocketEvents,
  signal?: AbortSignal,
): Promise<{ readonly link: WebSocketLink } | { readonly answer: Answer }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(dial.url, protocol, {
      agent: dial.agent,
      maxPayload: MAX_MESSAGE,
      perMessageDeflate: false,
      finishRequest(request) {
        for (const [name, value] of Object.entries(dial.headers)) request.setHeader(name, value);
        // ws has a timeout of its own, without a code to tell it by.
        const late = Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });
        request.setTimeout(TIMEOUT_MS, () => request.destroy(late));
        if (signal) addAbortSignal(signal, request);
        request.end();
      },
    });
    let wrong: Error | undefined;
    let opened = false;
    socket.on('error', (error) => {
      const code = codeOf(error);
      // The errors of ws about a handshake have no code, those about a message have one of its own.
      if (opened) {
        wrong = code.startsWith('WS_ERR_') ? new Error('the server broke the WebSocket protocol') : error;
        // ws would wait half a minute for the other side to close.
        socket.terminate();
      } else reject(code === '' ? new Error(`the server does not speak ${protocol}`) : error);
    });
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      const answered = (): void => resolve({ answer: { status: response.statusCode ?? 0, headers: {}, body } });
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length < MAX_ANSWER) return;
        body = body.slice(0, MAX_ANSWER);
        answered();
        response.destroy();
      });
      response.on('error', reject);
      response.on('end', answered);
    });
    socket.on('message', (data) => onMessage(data as Buffer));
    socket.on('close', () => {
      if (opened) onClose(wrong);
    });
    socket.on('open', () => {
      opened = true;
      // A message may have come with the handshake, before the caller has its link.
      socket.pause();
      resolve({ link: linkOver(socket) });
    });
  });
}

function linkOver(socket: WebSocket): WebSocketLink {
  return {
    send: (message, written) => socket.send(message, () => written()),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close() {
      socket.close(1000);
      // The other side may never answer the close, and would keep the process waiting.
      socket.terminate();
    },
  };
}
