import fs from 'node:fs/promises';
import path from 'node:path';
import { programs } from './binaries.ts';
import type { OldOperator } from './old-operators.ts';

/**
 * A copy of etcd's files from a control plane that has the operator's CRDs and nothing else. Taking in 4.5 MB of
 * schemas is the slowest part of a start; a bed that begins with the copy has them already.
 */
const imageFolder = (old: OldOperator | undefined): string =>
  old === undefined ? programs().etcdImage : `${programs().etcdImage}-${old}`;

const exists = (file: string): Promise<boolean> =>
  fs.access(file).then(
    () => true,
    () => false,
  );

/** Puts the copy at `dataDir`; false when there is none. */
export const restoreEtcd = async (dataDir: string, old?: OldOperator): Promise<boolean> => {
  if (!(await exists(imageFolder(old)))) return false;
  await fs.cp(imageFolder(old), dataDir, { recursive: true });
  return true;
};

/** Keeps a copy of `dataDir`, whose etcd must have been stopped. Another bed may have been faster: then its copy stays. */
export const keepEtcd = async (dataDir: string, old?: OldOperator): Promise<void> => {
  const draft = `${imageFolder(old)}.${process.pid}.${path.basename(path.dirname(dataDir))}`;
  await fs.cp(dataDir, draft, { recursive: true });
  try {
    await fs.rename(draft, imageFolder(old));
  } catch (error) {
    await fs.rm(draft, { recursive: true, force: true });
    if (!(await exists(imageFolder(old)))) throw error;
  }
};
