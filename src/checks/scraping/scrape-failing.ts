import { defineCheck } from '../check.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { endpointsField, rawEndpoint } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { failingPods, lookAt } from '../../backends/prometheus-operator/running/failing-pods.ts';
import { brokenText } from '../broken-text.ts';
import { BETWEEN, DISCOVERY, MESH, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { meshBarriersOf } from '../../backends/prometheus-operator/running/mesh-barriers.ts';
import { barredOf } from '../../backends/prometheus-operator/running/barred.ts';
import { addressOf, failuresOf, upIn } from '../../backends/prometheus-operator/running/down.ts';
import { classOf, CONTENT_TYPE, LIMIT } from '../../backends/prometheus-operator/running/scrape-errors.ts';

/** Targets are there and down: by their lastError. */
export const scrapeFailing = defineCheck({
  id: 'scrape-failing',
  title: 'Targets are found, and scraping them fails',
  stage: 'targets',
  kinds: SCRAPE_KINDS,
  reads: [...SELECTION, ...DISCOVERY, ...BETWEEN, ...MESH],
  live: true,
  find: (pair, context) => {
    const barred = new Set(
      [...barredOf(pair, context).found, ...meshBarriersOf(pair, context).found].map(({ target }) => addressOf(target)),
    );
    const failures = failuresOf(pair, context, ({ address, lastError }) =>
      CONTENT_TYPE.test(lastError) || LIMIT.test(lastError) || barred.has(address) ? undefined : classOf(lastError).id,
    );
    if (failures.length === 0) return [];
    const wires = context.wires(pair.object, pair.stack);
    const targets = wires.flatMap((wire) => wire.targets);
    const starting = new Set(targets.flatMap(({ address, port, ready }) => (ready ? [] : [`${address}:${port}`])));
    return failures.map((failure) => ({
      ...failure,
      starting: failure.monitors === 1 && failure.addresses.every((address) => starting.has(address)),
      // What the endpoint asks for is right where others answer: it is the pod.
      up: upIn(pair, context, failure.endpoints),
      pods: failure.monitors === 1 ? failingPods(context.world, wires, failure.addresses) : [],
      ...(failure.sort === 'not-metrics' ? { text: brokenText(failure.lastError, wires, context.apps) } : {}),
    }));
  },
  about: ({ monitors }, { object, stack }) => (monitors > 1 ? stack.ref : refOf(object)),
  explain: (evidence, { object, stack }) => {
    const { lastError, sort, targets, addresses, endpoints, monitors, starting, up, pods, text } = evidence;
    const { means, meansAlone = means, shared, ...error } = classOf(lastError);
    const remedy = text ? text.remedy : up > 0 && pods.length > 0 ? lookAt(pods) : error.remedy;
    const many = monitors > 1;
    const count = up > 0 ? `${targets} of ${targets + up} targets` : `${targets} target${targets === 1 ? '' : 's'}`;
    const list = endpointsField(object.kind);
    const raw = endpoints.map((index) => ({ index, value: rawEndpoint(object, index)['scheme'] ?? null }));
    return {
      // A pod that is not ready has a reason of its own.
      severity: starting ? 'warning' : 'error',
      summary: many
        ? `${count} of ${monitors} monitors of ${title(stack.ref)} are down with one error.`
        : `${count} of ${title(refOf(object))} ${targets === 1 ? 'is' : 'are'} down${starting ? '; the pods are not ready' : ''}.`,
      because: [
        `lastError: ${lastError === '' ? '(none given)' : lastError}`,
        `targets: ${addresses.join(', ')}${targets > addresses.length ? ` and ${targets - addresses.length} more` : ''}`,
        ...pods.map(({ address, pod, state }) => `${address} is Pod ${pod}: ${state ?? 'it could not be read'}`),
        ...(up > 0 ? [`${up} other${up === 1 ? '' : 's'} of the same endpoint ${up === 1 ? 'is' : 'are'} up.`] : []),
        up > 0 ? meansAlone : means,
        ...(text?.says ? [text.says] : []),
      ],
      remedy: many ? shared : remedy,
      fix:
        sort === 'http-for-https' && !many && up === 0 && list in FIELDS
          ? {
              kind: 'patch',
              object: refOf(object),
              fields: raw.map(({ index, value }) => ({
                path: ['spec', list, String(index), 'scheme'],
                was: value,
                becomes: 'http',
              })),
              risk: 'The scrape goes in clear text, as the target offers it.',
            }
          : {
              kind: 'advise',
              steps: [many ? shared : remedy],
              whyNotAutomatic: 'What the target wants is in the target, and not in any object of the cluster.',
            },
    };
  },
});

const FIELDS: Readonly<Record<string, true>> = { endpoints: true, podMetricsEndpoints: true };
