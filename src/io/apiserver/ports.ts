/** Ports, addresses and words, which several kinds have. Source: kubernetes v1.36 pkg/apis/core/validation. */
import { isIP } from 'node:net';
import { asObject, listAt } from '../../kube/json.ts';
import type { Json, JsonObject } from '../../model/index.ts';
import type { Path, Report } from './structural.ts';

export const refuse = (report: Report, path: Path, message: string): void => report({ kind: 'invalid', path, message });

/** The members of a list of objects; one that is null is empty to the API server. */
export const itemsAt = (value: Json | undefined, ...path: readonly string[]): readonly JsonObject[] =>
  listAt(value, ...path).map((item) => asObject(item));

export const PORT = 'must be between 1 and 65535';
/** A port that is not there is 0. */
export const isPort = (port: Json | undefined): boolean => Number(port ?? 0) >= 1 && Number(port ?? 0) <= 65_535;
export const PORT_NAME =
  'must be no more than 15 lower-case letters, digits and "-", with a letter among them, neither beginning nor ending with "-", and no two of those in a row';
export const isPortName = (name: string): boolean =>
  name.length <= 15 && /^[a-z\d](?:[-a-z\d]*[a-z\d])?$/.test(name) && /[a-z]/.test(name) && !name.includes('--');
export const LABEL_NAME =
  'must be lower-case letters, digits and "-", no more than 63, beginning and ending with a letter or digit';

export function oneOf(report: Report, path: Path, value: Json | undefined, allowed: readonly string[]): void {
  if (typeof value === 'string' && value !== '' && !allowed.includes(value))
    refuse(report, path, `must be one of ${allowed.map((each) => JSON.stringify(each)).join(', ')}`);
}

/** Reports each item whose mark another one had before it. */
export function twice(
  report: Report,
  items: readonly (readonly [mark: string | undefined, path: Path])[],
  what: string,
): void {
  const seen = new Set<string>();
  for (const [mark, path] of items) {
    if (mark === undefined) continue;
    if (seen.has(mark)) refuse(report, path, what);
    seen.add(mark);
  }
}

export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/** None of loopback, the link or nothing. */
export const isPlainAddress = (ip: Json | undefined): boolean =>
  typeof ip === 'string' &&
  isIP(ip) !== 0 &&
  !/^(?:127\.|169\.254\.|224\.0\.0\.|0\.0\.0\.0$|::1?$|fe[89ab]|ff02)/i.test(ip);
