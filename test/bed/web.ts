import fs from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { parse } from 'yaml';

/** True when a --web.config.file turns TLS on. */
export const isWebTls = async (file: string): Promise<boolean> => {
  const config: unknown = parse(await fs.readFile(file, 'utf8'));
  return typeof config === 'object' && config !== null && 'tls_server_config' in config;
};

/**
 * Asks a process that the bed itself started and answers the status. Its certificate is a test's own and is not
 * checked: this is what a kubelet's probe does, too.
 */
export const loopbackRequest = (method: string, url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const secure = url.startsWith('https:');
    const request = (secure ? https : http).request(url, {
      method,
      agent: false,
      ...(secure ? { rejectUnauthorized: false } : {}),
    });
    request.once('error', reject);
    request.once('response', (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    request.end();
  });
