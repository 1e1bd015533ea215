import type { KubeObject } from '../model/index.ts';

/** Read from a file, and the API server would refuse it: it never comes into being. */
export function isRefused({ problems }: KubeObject): boolean {
  return problems?.some(({ kind }) => kind === 'invalid') ?? false;
}
