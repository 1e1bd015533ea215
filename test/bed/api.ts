import https from 'node:https';

/** The API server's refusal, with its own message. */
export class ApiFailure extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
  }
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Headers "Warning", as they came. */
  readonly warnings: readonly string[];
}

export interface RequestOptions {
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
}

/** A keep-alive connection to the API server as one user. Paths start with a slash. */
export interface Api {
  /** Any answer, whatever its status. Rejects only when there is none. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** The parsed answer; throws ApiFailure from status 400 on. */
  json<T>(method: string, path: string, body?: unknown, contentType?: string): Promise<T>;
  /** Calls `onLine` for each line of a streamed answer; resolves when the stream ends, rejects with ApiFailure. */
  stream(path: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void>;
  close(): void;
}

const messageOf = (answer: Pick<Answer, 'body'>): string => {
  try {
    const status: unknown = JSON.parse(answer.body);
    if (typeof status === 'object' && status !== null && 'message' in status) return String(status.message);
  } catch (error) {
    // Not every answer is a Status object: the text itself is the message then.
    if (!(error instanceof SyntaxError)) throw error;
  }
  return answer.body.slice(0, 500);
};

export const connect = (url: string, ca: string, token: string): Api => {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 128, ca });
  const headers = { authorization: `Bearer ${token}` };

  const request = (method: string, path: string, options: RequestOptions = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = https.request(new URL(url + path), {
        agent,
        method,
        headers: {
          ...headers,
          accept: options.accept ?? 'application/json',
          ...(options.body === undefined
            ? {}
            : {
                'content-type': options.contentType ?? 'application/json',
                'content-length': Buffer.byteLength(options.body),
              }),
        },
      });
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('utf8'),
            warnings: response.headersDistinct['warning'] ?? [],
          }),
        );
      });
      outgoing.end(options.body);
    });

  const json = async <T>(method: string, path: string, body?: unknown, contentType?: string): Promise<T> => {
    const answer = await request(method, path, {
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(contentType === undefined ? {} : { contentType }),
    });
    if (answer.status >= 400)
      throw new ApiFailure(answer.status, `${method} ${path}: ${answer.status} ${messageOf(answer)}`);
    return JSON.parse(answer.body) as T;
  };

  const stream = (path: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const outgoing = https.request(new URL(url + path), { agent, headers, signal });
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        const status = response.statusCode ?? 0;
        let pending = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          pending += text;
          if (status !== 200) return;
          const lines = pending.split('\n');
          pending = lines.pop() ?? '';
          try {
            for (const line of lines) onLine(line);
          } catch (error) {
            reject(error);
            outgoing.destroy();
          }
        });
        response.once('error', reject);
        response.once('end', () => {
          if (status === 200) resolve();
          else reject(new ApiFailure(status, `GET ${path}: ${status} ${messageOf({ body: pending })}`));
        });
      });
      outgoing.end();
    });

  return { request, json, stream, close: () => agent.destroy() };
};
