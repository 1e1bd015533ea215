import { defineCheck } from '../check.ts';
import { appBehind } from '../../world/applications.ts';
import type { App } from '../../world/applications.ts';
import { fateOf } from '../../backends/prometheus-operator/discovery/relabel.ts';
import { rawEndpoint } from '../../backends/prometheus-operator/discovery/reached.ts';
import { relabelingsOf } from '../../backends/prometheus-operator/discovery/target-labels.ts';
import { listAt } from '../../kube/json.ts';
import type { Endpoint, Labels, Monitor, PassedTexts, Stack, Wire } from '../../model/index.ts';
import { refOf, title } from '../../kube/refs.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';

/**
 * An application passes on texts that differ on every run, and the monitor leaves them apart: each run of a check that
 * fails is a series of its own (test/e2e/cardinality.test.ts counts them).
 */
export const errorTextsUnbounded = defineCheck({
  id: 'error-texts-unbounded',
  title: 'A monitor stores a new series for every error text',
  stage: 'targets',
  kinds: ['ServiceMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, { selected, monitor: decode, wires: wiresOf, apps }) => {
    const monitor = decode(object);
    if (!monitor || !selected(object, stack)) return [];
    const wires = wiresOf(object, stack);
    const found = unboundedBy(monitor, stack, wires, apps);
    // What is hidden behind a Service that is known does not matter.
    const hidden = wires.flatMap(({ service, unknown = [] }) => (service ? [] : unknown));
    if (found.length === 0 && hidden.length > 0 && apps.some(({ texts }) => texts)) return { unknown: hidden };
    return found.map(({ app, endpoint, texts }) => ({
      application: app.title,
      endpoint,
      label: texts.label,
      texts: [...texts.examples],
      has: [...listAt(rawEndpoint(object, endpoint), 'metricRelabelings')],
      bounds: texts.bounds.map((step) => ({ ...step })),
    }));
  },
  explain: ({ application, endpoint, label, texts, has, bounds }, { object }) => ({
    severity: 'warning',
    summary: `${title(refOf(object))} leaves the label ${label} of ${application} as it is: each failing run is a series of its own.`,
    because: [
      `Two runs that failed in one way: ${texts.map((text) => `“${text}”`).join(', ')}`,
      'What differs is generated (numbers, times, names of pods). Prometheus stores each such text for as long as it keeps data.',
    ],
    remedy: `Add the ${bounds.length} relabelings of promwire's own monitor to spec.endpoints[${endpoint}].metricRelabelings, at the end.`,
    fix: {
      kind: 'patch',
      object: refOf(object),
      fields: [
        {
          path: ['spec', 'endpoints', String(endpoint), 'metricRelabelings'],
          was: has.length === 0 ? null : has,
          becomes: [...has, ...bounds],
        },
      ],
      risk: 'Error texts get shorter: <n> in the place of a number, 120 characters at most.',
    },
  }),
});

/** Through which endpoints a monitor takes the texts of an application, and leaves two of one cause apart. */
export function unboundedBy(
  monitor: Monitor,
  stack: Stack,
  wires: readonly Wire[],
  apps: readonly App[],
): readonly { readonly app: App; readonly endpoint: number; readonly texts: PassedTexts }[] {
  return monitor.endpoints.flatMap((endpoint) => {
    const leading = wires.filter(({ endpoint: index }) => index === endpoint.index);
    const app = appBehind(leading, apps);
    const texts = app?.texts;
    return app && texts && leavesApart(monitor, stack, endpoint, texts)
      ? [{ app, endpoint: endpoint.index, texts }]
      : [];
  });
}

function leavesApart(monitor: Monitor, stack: Stack, endpoint: Endpoint, texts: PassedTexts): boolean {
  const raw = rawEndpoint(monitor.object, endpoint.index);
  const steps = relabelingsOf(monitor, stack.object, endpoint, 'metricRelabelings', raw).map(({ value }) => value);
  const [one, two] = texts.examples.map((text) => {
    const fate = fateOf(labelsOf(texts, text), steps, stack.version);
    return fate.kind === 'kept' ? JSON.stringify(fate.labels) : fate.kind;
  });
  return one !== two;
}

/** A sample with the text, and the labels that a target of a ServiceMonitor has. */
function labelsOf({ metric, label, from }: PassedTexts, text: string): Labels {
  const target = ['namespace', 'job', 'instance', 'pod', 'service', 'endpoint', 'container', 'status'];
  return { ...Object.fromEntries(target.map((name) => [name, 'x'])), __name__: metric, [from]: 'x', [label]: text };
}
