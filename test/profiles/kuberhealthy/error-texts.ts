/** Error texts as kuberhealthy and Kubernetes make them: six families, each text of a family differing from the last. */

/** A small generator of numbers in [0, 1) from a seed (mulberry32), so that a failing text can be made again. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

export interface Family {
  readonly name: string;
  /** One text, from numbers in [0, 1). */
  readonly text: (next: () => number) => string;
  /** What the relabelings leave of every text of the family. */
  readonly becomes: string;
}

const int = (next: () => number, from: number, to: number) => from + Math.floor(next() * (to - from + 1));
const pick = (next: () => number, alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet.charAt(int(next, 0, alphabet.length - 1))).join('');
const two = (value: number) => String(value).padStart(2, '0');

const uuid = (next: () => number) => [8, 4, 4, 4, 12].map((length) => pick(next, '0123456789abcdef', length)).join('-');
const time = (next: () => number) =>
  `20${two(int(next, 20, 99))}-${two(int(next, 1, 12))}-${two(int(next, 1, 28))}T${two(int(next, 0, 23))}:` +
  `${two(int(next, 0, 59))}:${two(int(next, 0, 59))}${next() < 0.5 ? 'Z' : `.${int(next, 1, 999_999)}+02:00`}`;
const ip = (next: () => number) =>
  next() < 0.7
    ? Array.from({ length: 4 }, () => int(next, 0, 255)).join('.')
    : `[fd00:${int(next, 1, 9999).toString(16)}::${int(next, 1, 65535).toString(16)}]`;
const seconds = (next: () => number) =>
  [`${int(next, 1, 59)}s`, `${int(next, 1, 59)}m${int(next, 0, 59)}s`, `${int(next, 1, 999)}.${int(next, 1, 9)}ms`][
    int(next, 0, 2)
  ]!;

export const families: readonly Family[] = [
  {
    name: 'v3 run that never reported',
    text: (next) => `check run ${uuid(next)} timed out after ${seconds(next)} (started at ${time(next)})`,
    becomes: 'check run <uuid> timed out after <duration> (started at <time>)',
  },
  {
    name: 'v3 pod that was refused',
    // The first five characters of a UUID, letters only as often as not.
    text: (next) =>
      `failed to create check pod: pods 'dns-${pick(next, next() < 0.5 ? 'abcdef' : '0123456789abcdef', 5)}' is forbidden: ` +
      `exceeded quota: few, used: pods=${int(next, 5, 50)}`,
    becomes: "failed to create check pod: pods 'dns-<x>' is forbidden: exceeded quota: few, used: pods=<n>",
  },
  {
    name: 'v2 pod that was not made',
    text: (next) =>
      `Check execution error: kuberhealthy/dns-status-internal: pods "dns-status-internal-${int(next, 1e9, 2e9)}" ` +
      `already exists`,
    becomes: 'Check execution error: kuberhealthy/dns-status-internal: pods "dns-status-internal-<x>" already exists',
  },
  {
    name: 'pod of a Deployment',
    text: (next) =>
      `pod deployment-deployment-${pick(next, SAFE, int(next, 8, 10))}-${pick(next, SAFE, 5)} not ready: ` +
      `${int(next, 0, 200)} of ${int(next, 1, 200)} containers after ${seconds(next)}`,
    becomes: 'pod deployment-deployment-<x> not ready: <n> of <n> containers after <duration>',
  },
  {
    name: 'connection',
    text: (next) =>
      `dial tcp ${ip(next)}:${int(next, 1, 65535)}: connect: connection refused, then lookup kubernetes.default on ` +
      `${ip(next)}:53: no such host`,
    becomes: 'dial tcp <ip>: connect: connection refused, then lookup kubernetes.default on <ip>: no such host',
  },
  {
    name: 'pods that differ',
    text: (next) =>
      `daemonset pods ds-${pick(next, SAFE, 5)} on node ${ip(next)} and ds-${pick(next, SAFE, 5)} on node ${ip(next)} ` +
      `restarted ${int(next, 1, 5000)} times`,
    becomes: 'daemonset pods ds-<x> on node <ip> and ds-<x> on node <ip> restarted <n> times',
  },
];
