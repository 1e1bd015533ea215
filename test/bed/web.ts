import fs from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { parse } from 'yaml';
import type { PathMap } from './mounts.ts';
import { mapPaths } from './mounts.ts';

/** The --web.config.file of a Pod with its certificates' real paths, and whether it turns TLS on. */
export const adaptWebConfig = async (
  inside: string | undefined,
  paths: PathMap,
  dir: string,
): Promise<{ readonly file: string; readonly tls: boolean } | undefined> => {
  if (inside === undefined) return undefined;
  const text = await fs.readFile(mapPaths(inside, paths), 'utf8');
  const mapped = text
    .split('\n')
    .map((line) => mapPaths(line, paths))
    .join('\n');
  const file = path.join(dir, 'web-config.yaml');
  await fs.writeFile(file, mapped, { mode: 0o600 });
  const config: unknown = parse(mapped);
  return { file, tls: typeof config === 'object' && config !== null && 'tls_server_config' in config };
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
