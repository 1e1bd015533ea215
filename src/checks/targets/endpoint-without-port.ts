import { defineCheck } from '../check.ts';
import { endpointsField, rawEndpoint } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { refOf, title } from '../../kube/refs.ts';
import { SELECTION } from '../../world/reads.ts';
import { strayEndpoints } from './stray-endpoints.ts';

/** Settings of an endpoint stand in one of their own, which names no port: a dash too many in the YAML. */
export const endpointWithoutPort = defineCheck({
  id: 'endpoint-without-port',
  title: 'Settings of an endpoint are in another one, which names no port',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: SELECTION,
  find: ({ object, stack }, context) => {
    const monitor = context.monitor(object);
    if (!monitor || monitor.endpoints.length < 2 || !context.selected(object, stack)) return [];
    const { stray, beside } = strayEndpoints(object);
    if (stray.length === 0) return [];
    return [{ stray: stray.map((index) => ({ index, has: Object.keys(rawEndpoint(object, index)) })), beside }];
  },
  explain: ({ stray, beside }, { object }) => {
    const list = `spec.${endpointsField(object.kind)}`;
    const place = (index: number): string => `${list}[${index}]`;
    const fields = stray.flatMap(({ has }) => has);
    const into = beside.length === 1 ? place(beside[0] ?? 0) : 'the endpoint that they are for';
    const what = object.kind === 'PodMonitor' ? 'every port of the pods' : 'every port of the Service';
    return {
      severity: 'warning',
      summary: `${stray.map(({ index }) => place(index)).join(' and ')} of ${title(refOf(object))} ${stray.length === 1 ? 'names no port and has' : 'name no port and have'} only ${fields.join(', ')}.`,
      because: [
        `Each "-" begins an endpoint: ${fields.join(', ')} ${fields.length === 1 ? 'does' : 'do'} not apply to ${beside.map(place).join(', ')}.`,
        `An endpoint without a port asks ${what} for /metrics.`,
      ],
      field: [...list.split('.'), String(stray[0]?.index ?? 0)],
      remedy: `Move ${fields.join(', ')} into ${into}: remove the "-" before ${fields.length === 1 ? 'it' : 'them'}.`,
      fix: {
        kind: 'advise',
        steps: [`Move ${fields.join(', ')} into ${into}.`],
        whyNotAutomatic: 'Which endpoint is meant is known only to the author.',
      },
    };
  },
});
