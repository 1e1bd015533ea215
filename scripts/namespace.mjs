// The network namespace of the test bed, and the environment of what runs in there.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const OFFLINE = fileURLToPath(new URL('offline', import.meta.url));

/** Tries to make the namespace with the built tool: `{ ok, detail }`, detail names the sysctl when it is refused. */
export const probeNamespace = (tool) => {
  const run = spawnSync(tool, ['probe'], { encoding: 'utf8' });
  return { ok: run.status === 0, detail: (run.status === 0 ? run.stdout : run.stderr || String(run.error)).trim() };
};

/** `env` in which nothing can be fetched or built: go, npm and npx refuse with a sentence, wherever they are from. */
export const offline = (env = process.env) => ({
  ...env,
  PATH: `${OFFLINE}${path.delimiter}${env.PATH ?? ''}`,
  GOPROXY: 'off',
  npm_config_offline: 'true',
});
