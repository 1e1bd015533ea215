/** Rows of the page: an object, what it leads to, and what is wrong with it, as nested lists. */
import { groupBy } from '../../kube/group.ts';
import { compare, nameOf } from '../../kube/refs.ts';
import type { Ref, Target } from '../../model/index.ts';
import { plural, targetCount } from '../text/style.ts';
import { findingHtml } from './finding.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { End, Row, State, Way } from './wiring.ts';

/** Rows of one cause, and targets of one port, before the rest is folded. */
const SHOWN = 8;
const TARGETS = 50;
const PODS = 3;

const STATES: Readonly<Record<State, string>> = {
  broken: 'broken',
  unknown: 'not known',
  warning: 'warning',
  gained: 'gained',
  idle: 'no effect, no fault',
  ok: 'ok',
};

/** Ids that were given: an object can be in several rows, and a link leads to the first. */
export interface Ids {
  readonly given: Set<string>;
  /** Of a page of several clusters: the one whose objects these are, which their ids begin with. */
  readonly cluster?: string;
}

/** What is amiss, by cause; then the rest, folded by namespace. */
export function rowsHtml(rows: readonly Row[], ids: Ids): Markup {
  const loud = rows.filter(({ state }) => state !== 'ok' && state !== 'idle');
  const quiet = rows.filter(({ state }) => state === 'ok' || state === 'idle');
  const causes = groupBy(loud, ({ state, cause }) => `${state}\n${cause}`);
  const places = groupBy(quiet, ({ object }) => object.namespace ?? '');
  const fine =
    quiet.length > 0
      ? markup`<li class="fine"><h3><i class="dot"></i>fine <span class="n">${quiet.length}</span></h3><ol>${[...places]
          .toSorted(([a], [b]) => compare(a, b))
          .map(([namespace, same]) => foldHtml(namespace, same, ids))}</ol></li>`
      : undefined;
  return markup`<ol class="rows">${[...causes.values()].map((same) => causeHtml(same, ids))}${fine}</ol>`;
}

function causeHtml(rows: readonly Row[], ids: Ids): Markup {
  const [first] = rows;
  if (!first) return markup``;
  const rest = rows.slice(SHOWN);
  return markup`<li class="cause ${first.state}"><h3><i class="dot"></i>${first.cause === '' ? 'could not be seen' : first.cause} <span class="n">${rows.length}</span></h3><ol>${rows.slice(0, SHOWN).map((row) => rowHtml(row, ids))}${
    rest.length > 0
      ? markup`<li class="fold"><details><summary>${rest.length} more</summary><ol>${rest.map((row) => rowHtml(row, ids))}</ol></details></li>`
      : undefined
  }</ol></li>`;
}

function foldHtml(namespace: string, rows: readonly Row[], ids: Ids): Markup {
  const idle = rows.filter(({ state }) => state === 'idle').length;
  const fine = rows.length - idle;
  const counts = [...(fine > 0 ? [`${fine} ok`] : []), ...(idle > 0 ? [`${idle} without effect`] : [])].join(', ');
  return markup`<li class="fold"><details><summary><b>${namespace === '' ? 'the cluster' : namespace}</b> <span class="n">${counts}</span></summary><ol>${rows.map((row) => rowHtml(row, ids))}</ol></details></li>`;
}

const RIGHT_KINDS: ReadonlySet<string> = new Set([
  'Service',
  'Pod',
  'Endpoints',
  'EndpointSlice',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
]);

function rowHtml({ object, state, edge, ways, findings, about }: Row, ids: Ids): Markup {
  const own = nodeHtml(object, ids, state, about);
  const line = RIGHT_KINDS.has(object.kind)
    ? markup`<div class="node none">no monitor</div><ol class="ways"><li class="way e-after">${own}</li></ol>`
    : markup`${own}${ways.length > 0 ? markup`<ol class="ways">${ways.map((way) => wayHtml(way, ids))}</ol>` : undefined}`;
  return markup`<li class="row ${state} e-${edge}"><div class="line">${line}</div>${
    findings.length > 0
      ? markup`<div class="body">${findings.map(findingHtml)}${findings.length > 1 ? markup`<p class="also js">and ${findings.length - 1} more</p>` : undefined}</div>`
      : undefined
  }</li>`;
}

/** Where an object is found on the page: "servicemonitor/shop/web", of several clusters "prod/servicemonitor/shop/web". */
function idOf(ref: Ref, { cluster }: Ids): string {
  return `${cluster === undefined ? '' : `${cluster}/`}${ref.kind.toLowerCase()}/${nameOf(ref)}`;
}

/** A link to an object that is on the page; undefined: it is not. */
export function linkTo(ref: Ref, ids: Ids): string | undefined {
  const id = idOf(ref, ids);
  return ids.given.has(id) ? linkOf(id) : undefined;
}

/** An object with a link to itself. */
export function nodeHtml(ref: Ref, ids: Ids, state?: State, about: readonly string[] = []): Markup {
  const id = idOf(ref, ids);
  const isNew = !ids.given.has(id);
  ids.given.add(id);
  return markup`<div class="node"${isNew ? markup` id="${id}"` : undefined}><a href="${linkOf(id)}">${ref.name}</a><small>${ref.kind}${
    ref.namespace === undefined ? undefined : markup` <span>${ref.namespace}</span>`
  }</small>${about.map((text) => markup`<small class="about">${text}</small>`)}${state === undefined ? undefined : markup`<span class="sr">${STATES[state]}</span>`}</div>`;
}

export function linkOf(id: string): string {
  // Half a character cannot be encoded.
  return `#${encodeURIComponent(id.replaceAll(/\p{Surrogate}/gu, '\uFFFD')).replaceAll('%2F', '/')}`;
}

function wayHtml({ edge, service, pods, says, ends }: Way, ids: Ids): Markup {
  const node = service
    ? nodeHtml(service, ids)
    : pods.length > 0
      ? markup`<div class="node"><b>${plural(pods.length, 'pod')}</b><small>${pods
          .slice(0, PODS)
          .map(({ name }) => name)
          .join(', ')}${pods.length > PODS ? ' …' : ''}</small></div>`
      : markup`<div class="node none">${says ?? 'pods'}</div>`;
  return markup`<li class="way e-${edge}">${node}${ends.length > 0 ? markup`<ol class="ends">${ends.map(endHtml)}</ol>` : undefined}</li>`;
}

function endHtml({ edge, port, targets, dropped, open, says }: End): Markup {
  const down = targets.filter(({ health }) => health === 'down').length;
  const up = targets.filter(({ health }) => health === 'up').length;
  const count =
    targets.length === 0 && says !== undefined
      ? says
      : edge === 'unknown'
        ? 'targets not known'
        : down > 0
          ? `${down} of ${targets.length} down`
          : up > 0
            ? `${up} of ${targets.length} up`
            : targetCount(targets.length, open);
  const shown = targets.slice(0, TARGETS);
  const rest = targets.length - shown.length;
  return markup`<li class="end e-${edge}${down > 0 ? ' down' : up > 0 ? ' up' : ''}"><div class="node"><b>${count}</b>${
    port === undefined ? undefined : markup` <small>port ${port}</small>`
  }${
    shown.length > 0
      ? markup`<ol class="targets">${shown.map(targetHtml)}${rest > 0 ? markup`<li class="rest">and ${rest} more</li>` : undefined}</ol>`
      : undefined
  }${dropped.length > 0 && targets.length > 0 ? markup`<small>${dropped.length} dropped by relabelings</small>` : undefined}</div></li>`;
}

function targetHtml({ address, port, pod, ready, health }: Target): Markup {
  const at = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  const said = health ?? (ready ? '' : 'not ready');
  return markup`<li class="t ${health ?? (ready ? 'open' : 'wait')}">${said === '' ? undefined : markup`<b>${said}</b> `}${at}${pod ? markup` <small>${pod.name}</small>` : undefined}</li>`;
}
