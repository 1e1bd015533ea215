/** The sentence of each change. */
import { ASSUMED } from '../backends/prometheus-operator/assumed.ts';
import { title } from '../kube/refs.ts';
import type { Endpoint, Ref, Wire } from '../model/index.ts';
import type { Names } from './pairing.ts';
import type { LostWire } from './targets.ts';

/** "ServiceMonitor shop/web (before: store/web)". */
function named({ object, was }: Names): string {
  return was ? `${title(object)} (before: ${title(was)})` : title(object);
}

export const removedText = (object: Ref, by: Ref): string =>
  by.name === ASSUMED
    ? `${title(object)} was removed; no Prometheus is here to tell whether it was taken.`
    : `${title(object)} was removed; ${title(by)} took it.`;

export const takerRemovedText = (names: Names, by: Ref): string => `${title(by)} was removed; it took ${named(names)}.`;

export const notTakenText = (names: Names, by: Ref): string => `${title(by)} no longer takes ${named(names)}.`;

export const rejectedText = (names: Names, by: Ref): string =>
  `${title(by)} selects ${named(names)} and no longer loads it.`;

export const unsettledText = (names: Names, by: Ref): string =>
  `Whether ${title(by)} still takes ${named(names)} is not known.`;

export const rightsText = (by: Ref, namespaces: readonly string[]): string =>
  `Whether ${title(by)} may still discover targets in ${namespaces.join(', ')} is not known: no role among these files lets it.`;

export const takenText = (names: Names, by: Ref): string => `${title(by)} now takes ${named(names)}.`;

export const addedText = (object: Ref, by: Ref): string =>
  by.name === ASSUMED ? `${title(object)} is new.` : `${title(object)} is new; ${title(by)} takes it.`;

export function wireText(names: Names, { wire, endpoint, why, was, is }: LostWire): string {
  const to = `${toText(wire)}, ${portText(endpoint)}`;
  if (why === 'open') return `Whether ${named(names)} still reaches ${to} is not known.`;
  if (why === 'endpoint') return `${named(names)} no longer has the endpoint for ${to}.`;
  if (why === 'fewer') return `${named(names)} reaches ${is} of the ${was} targets of ${to}.`;
  return `${named(names)} no longer reaches ${to}.`;
}

function toText({ service }: Wire): string {
  return service ? title(service) : 'its pods';
}

function portText({ port, targetPort, path }: Endpoint): string {
  const name = port ?? targetPort;
  const where = path === '/metrics' || path === '' ? '' : ` ${path}`;
  return name === undefined ? `any port${where}` : `port ${name}${where}`;
}

export const partText = (names: Names, part: string): string => `${named(names)} no longer contains ${part}.`;

export const jobText = (names: Names, from: string, to: readonly string[]): string =>
  `Targets of ${named(names)} have ${to.map((job) => `job="${job}"`).join(', ')}; it was job="${from}".`;

export const askText = (rule: string, object: Ref, from: string, to: string): string =>
  `${rule} of ${title(object)} asks for job="${to}"; it asked for job="${from}".`;
