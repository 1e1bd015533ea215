/**
 * The bytes of files that others may have chosen: regular files up to a size. A named pipe that nothing writes to and a
 * device without an end would be read for ever.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/** V8 holds no longer strings; no cluster's objects come near. */
export const MAX_BYTES = 256 * 1024 * 1024;

/** Settings, tokens, certificates, kubeconfigs. */
const MAX_SMALL = 16 * 1024 * 1024;

/** The `code` of errors whose message is a reason to print. */
export const REFUSED = 'PROMWIRE_REFUSED';

/** Opening a pipe waits for a writer unless it is opened so; Windows has none. */
const AT_ONCE = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** What the shell passes with `<(…)`: it has a writer already. */
const PASSED = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/;

/** It can be read once only. */
export function isPassed(path: string): boolean {
  return PASSED.test(path);
}

function flagsFor(path: string): number {
  return isPassed(path) ? constants.O_RDONLY : AT_ONCE;
}

/** An error whose message goes on after "cannot read FILE: ". */
export function refused(reason: string): Error {
  return Object.assign(new Error(reason), { code: REFUSED });
}

export function tooLarge(limit: number): Error {
  const mega = limit / 1024 / 1024;
  return refused(`it is larger than ${mega < 1 ? `${limit / 1024} KiB` : `${mega} MiB`}`);
}

/** Throws where the file is not to be read. Gives how many bytes to begin with. */
function expected(path: string, stats: Stats, limit: number): number {
  if (stats.isFIFO() && !isPassed(path)) throw refused('it is a named pipe, not a file');
  if (stats.isCharacterDevice() || stats.isBlockDevice()) throw refused('it is a device, not a file');
  if (stats.isSocket() && !isPassed(path)) throw refused('it is a socket, not a file');
  if (stats.size > limit) throw tooLarge(limit);
  return stats.isFile() && stats.size > 0 ? stats.size + 1 : 64 * 1024;
}

/** Twice the room, up to one byte more than may be read. */
function grown(buffer: Buffer<ArrayBuffer>, limit: number): Buffer<ArrayBuffer> {
  if (buffer.length > limit) throw tooLarge(limit);
  const more = Buffer.alloc(Math.min(buffer.length * 2, limit + 1));
  buffer.copy(more);
  return more;
}

/**
 * The bytes of a file. Rejects with Node's error, or with one of code REFUSED whose message is the reason: no regular
 * file, or more than `limit` bytes.
 */
export async function readBytes(path: string, limit: number = MAX_BYTES): Promise<Uint8Array> {
  const file = await open(path, flagsFor(path));
  try {
    let buffer = Buffer.alloc(expected(path, await file.stat(), limit));
    for (let at = 0; ;) {
      if (at === buffer.length) buffer = grown(buffer, limit);
      const { bytesRead } = await file.read(buffer, at, buffer.length - at, null);
      if (bytesRead === 0) return buffer.subarray(0, at);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** The text of a small file: settings, a token, a certificate, a kubeconfig. Rejects as `readBytes` does. */
export async function readSmall(path: string, limit = MAX_SMALL): Promise<string> {
  return Buffer.from(await readBytes(path, limit)).toString('utf8');
}

/** As `readSmall`, at once and in bytes. */
export function readSmallNow(path: string): Buffer {
  const file = openSync(path, flagsFor(path));
  try {
    let buffer = Buffer.alloc(expected(path, fstatSync(file), MAX_SMALL));
    for (let at = 0; ;) {
      if (at === buffer.length) buffer = grown(buffer, MAX_SMALL);
      const bytes = readSync(file, buffer, at, buffer.length - at, null);
      if (bytes === 0) return buffer.subarray(0, at);
      at += bytes;
    }
  } finally {
    closeSync(file);
  }
}
