import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

/** `admin` is in system:masters. The others have no rights until a test binds a role to the user of that name. */
export const USERS = ['admin', 'user-1', 'user-2', 'user-3', 'user-4', 'user-5'] as const;
export type User = (typeof USERS)[number];

/** One random token per user. */
export const makeTokens = (): Readonly<Record<User, string>> =>
  Object.fromEntries(USERS.map((user) => [user, randomBytes(24).toString('hex')])) as Record<User, string>;

/** Writes the file of kube-apiserver's --token-auth-file and returns its path. */
export const writeTokenFile = async (dir: string, tokens: Readonly<Record<User, string>>): Promise<string> => {
  const file = path.join(dir, 'tokens.csv');
  const lines = USERS.map((user) => `${tokens[user]},${user},${user}${user === 'admin' ? ',"system:masters"' : ''}\n`);
  await fs.writeFile(file, lines.join(''), { mode: 0o600 });
  return file;
};

/** The text of a kubeconfig (JSON, which is YAML) whose one context is `bed`. */
export const kubeconfigText = (url: string, ca: string, user: string, token: string): string =>
  `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'bed',
      clusters: [
        { name: 'bed', cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
      ],
      users: [{ name: user, user: { token } }],
      contexts: [{ name: 'bed', context: { cluster: 'bed', user } }],
    },
    null,
    2,
  )}\n`;
