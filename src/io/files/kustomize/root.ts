/** The innermost folder around all files. */
import { posix } from 'node:path';

export function rootOf([first = '', ...rest]: readonly string[]): string {
  const around = (path: string): readonly string[] => posix.dirname(posix.normalize(path)).split('/');
  const shared = rest.reduce((common, file) => {
    const parts = around(file);
    const end = common.findIndex((part, i) => part !== parts[i]);
    return end === -1 ? common : common.slice(0, end);
  }, around(first));
  return shared.join('/') || '.';
}
