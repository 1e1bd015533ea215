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

/** So many names of alerts are told. */
const ALERTS = 4;

/** "Alert WebDown of PrometheusRule shop/web", "12 alerts of 3 rule objects (WebDown, WebSlow, …)". */
export function alertsText(alerts: readonly string[], rules: readonly Ref[]): string {
  const names = [...new Set(alerts)];
  const [rule] = rules;
  const more = names.length > ALERTS ? `, and ${names.length - ALERTS} more` : '';
  const listed = `${names.slice(0, ALERTS).join(', ')}${more}`;
  if (rule && rules.length === 1) return `alert${names.length === 1 ? '' : 's'} ${listed} of ${title(rule)}`;
  return `${alerts.length} alerts of ${rules.length} PrometheusRules (${listed})`;
}

interface Reached {
  /** Whatever their labels are that are not known. */
  readonly isSure?: boolean;
  readonly receivers: ReadonlyMap<string, { readonly text: string; readonly isSure?: boolean }>;
}

const receiversText = ({ receivers }: Reached): string => [...receivers.values()].map(({ text }) => text).join(' and ');

/** The sentence about alerts that go elsewhere. */
export function routeText(
  turn: 'lost' | 'gained' | 'rerouted' | 'unknown',
  alerts: string,
  before: Reached,
  after: Reached,
): string {
  const isOne = alerts.startsWith('alert ');
  const [it, goes] = isOne ? ['it', 'goes'] : ['they', 'go'];
  const went = `${it} ${before.isSure === true ? 'went' : 'could go'} to ${receiversText(before)}`;
  const start = alerts.charAt(0).toUpperCase() + alerts.slice(1);
  switch (turn) {
    case 'lost':
      return `${start} ${isOne ? 'reaches' : 'reach'} no receiver any more; ${went}.`;
    case 'unknown':
      return after.receivers.size > 0 && after.isSure === true
        ? `Whether ${alerts} still ${isOne ? 'reaches' : 'reach'} ${receiversText(only(before, after))} is not known.`
        : `Whether ${alerts} still ${isOne ? 'reaches' : 'reach'} a receiver is not known; ${went}.`;
    case 'gained':
      return `${start} ${isOne ? 'reaches' : 'reach'} ${receiversText(after)}.`;
    case 'rerouted':
      return reroutedText(`${start} ${goes}`, before, after);
  }
}

function only(one: Reached, other: Reached): Reached {
  return { receivers: new Map([...one.receivers].filter(([key]) => !other.receivers.has(key))) };
}

function reroutedText(start: string, before: Reached, after: Reached): string {
  const gone = only(before, after);
  const found = only(after, before);
  const fresh: Reached = { receivers: new Map([...found.receivers].filter(([, { isSure }]) => isSure === true)) };
  if (gone.receivers.size === 0) return `${start} to ${receiversText(fresh)}, too.`;
  if (fresh.receivers.size === 0) return `${start} to ${receiversText(after)} only, and not to ${receiversText(gone)}.`;
  return `${start} to ${receiversText(fresh)} instead of ${receiversText(gone)}.`;
}
