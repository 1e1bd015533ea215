import { gapText } from '../../kube/gap-text.ts';
import { PromwireError } from '../../errors.ts';
import type { Instance, InstanceAddress, InstanceReach, Unanswered } from '../../model/index.ts';
import type { Kube } from '../kube/connect/open.ts';
import { forwardGet } from '../kube/forward/port-forward.ts';
import { proxyGet } from '../kube/forward/proxy-get.ts';
import type { ProxyAnswer } from '../kube/forward/proxy-get.ts';
import type { AskOptions, Exchange, Prometheus, Transport } from './index.ts';
import { prometheusOver } from './index.ts';
import { unanswered } from './text.ts';

/**
 * The instances of a stack, each through the API server: by its proxy, else by a port-forward. Who may reach no pod
 * gets the Service in front of them, as one instance whose shard and replica are not known. One request is made to
 * find that out; whether the instances answer shows when they are asked. `optionsOf`: how each is asked.
 */
export async function openInCluster(
  kube: Kube,
  reach: InstanceReach,
  signal: AbortSignal,
  optionsOf: (instance: Instance) => AskOptions = () => ({}),
): Promise<readonly Prometheus[] | Unanswered> {
  const { shared } = reach;
  const over = (instance: Instance, transport: Transport): Prometheus =>
    prometheusOver(instance, transport, optionsOf(instance));
  const through = shared ? [over(shared.instance, firstThatLeads(kube, [shared]))] : [];
  if (reach.problem) return reach.problem;
  if (reach.instances.length === 0) return through;
  const instances = reach.instances.map(({ instance, addresses, problem }) =>
    over(instance, problem ? async () => await Promise.resolve(problem) : firstThatLeads(kube, addresses)),
  );
  const first = instances[reach.instances.findIndex(({ problem }) => problem === undefined)];
  if (!shared || !first) return instances;
  const answer = await first.version(signal);
  return answer.kind === 'unknown' && answer.reason === 'forbidden' ? through : instances;
}

/** The same way to any one pod of a stack that serves something else than Prometheus' API. */
export function transportTo(kube: Kube, { instances, shared, problem }: InstanceReach): Transport | Unanswered {
  const ways = [...instances.flatMap(({ addresses }) => addresses), ...(shared ? [shared] : [])];
  if (ways.length > 0) return firstThatLeads(kube, ways);
  return problem ?? unanswered('not-ready', 'No pod of it has an address yet.', 'Wait until it runs.');
}

/** One way to one instance: the exchange, and whether the instance was reached at all. */
type Way = (pathWithQuery: string, signal: AbortSignal) => Promise<ProxyAnswer>;

/** Ways are tried in order until one leads to the instance; that one is tried first the next time. */
function firstThatLeads(kube: Kube, addresses: readonly InstanceAddress[]): Transport {
  const ways = addresses.flatMap((address) => waysTo(kube, address));
  let best = 0;
  return async (path, params, signal) => {
    const query = new URLSearchParams(params).toString();
    const failures: Exchange[] = [];
    for (let turn = 0; turn < ways.length; turn += 1) {
      const index = (best + turn) % ways.length;
      const way = ways[index];
      const exchange = way ? await exchangeOver(way, query === '' ? path : `${path}?${query}`, signal) : undefined;
      if (exchange && !exchange.failed) {
        best = index;
        return exchange.value;
      }
      if (exchange) failures.push(exchange.value);
    }
    return worthSaying(failures);
  };
}

function waysTo(kube: Kube, address: InstanceAddress): readonly Way[] {
  const proxy: Way = (path, signal) => proxyGet(kube, address, address.prefix + path, signal);
  const forward: Way = (path, signal) => forwardGet(kube, address, address.prefix + path, signal);
  if (address.via === 'services') return [proxy];
  // Inside its pod only: nothing but a port-forward gets there.
  return address.localOnly ? [forward] : [proxy, forward];
}

async function exchangeOver(
  way: Way,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly value: Exchange; readonly failed: boolean }> {
  let answer: ProxyAnswer;
  try {
    answer = await way(path, signal);
  } catch (error) {
    // While one waits the API server may be gone for a moment; every other error ends the command.
    if (!(error instanceof PromwireError) || error.code !== 'unreachable') throw error;
    return { value: unanswered('unreachable', `${error.message}.`, error.hint), failed: true };
  }
  const { status, headers, body, gap } = answer;
  if (gap && status === 0) {
    const next =
      gap.reason === 'forbidden'
        ? 'Get that right, or give --prometheus-url.'
        : 'Look whether its pod is ready, or give --prometheus-url.';
    return {
      value: unanswered(gap.reason === 'forbidden' ? 'forbidden' : 'not-ready', gapText(gap), next),
      failed: true,
    };
  }
  const contentType = headers['content-type'];
  const { location } = headers;
  const value: Exchange = {
    kind: 'answer',
    status,
    ...(contentType === undefined ? {} : { contentType }),
    ...(location === undefined ? {} : { location }),
    body,
  };
  return { value, failed: gap !== undefined };
}

/** A missing right on one way says less than what happened on another. */
function worthSaying(failures: readonly Exchange[]): Exchange {
  const forbidden = (exchange: Exchange): boolean =>
    exchange.kind === 'unknown' ? exchange.reason === 'forbidden' : exchange.status === 403;
  return (
    failures.find((exchange) => !forbidden(exchange)) ??
    failures[0] ??
    unanswered('no-address', 'There is no way to it.', 'Give its address with --prometheus-url.')
  );
}
