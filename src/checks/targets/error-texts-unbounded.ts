import { defineCheck } from '../check.ts';
import { unboundedBy, unboundedByTargets } from '../../backends/prometheus-operator/discovery/passed-texts.ts';
import { endpointsField, rawEndpoint } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { listAt, objectAt } from '../../kube/json.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Json, JsonObject, PassedTexts } from '../../model/index.ts';
import type { App } from '../../world/applications.ts';
import type { Found } from '../../world/context.ts';
import { DISCOVERY, SELECTION, WORKLOADS } from '../../world/reads.ts';

interface Told {
  readonly application: string;
  readonly label: string;
  readonly texts: readonly string[];
  readonly has: readonly Json[];
  readonly bounds: readonly { readonly [field: string]: Json }[];
}

interface Evidence extends Told {
  /** Absent of a ScrapeConfig, which has none. */
  readonly endpoint?: number;
  /** The list to which the relabelings belong. */
  readonly path: readonly string[];
}

/**
 * An application passes on texts that differ on every run, and the monitor leaves them apart: each run of a check that
 * fails is a series of its own (test/e2e/cardinality.test.ts counts them).
 */
export const errorTextsUnbounded = defineCheck({
  id: 'error-texts-unbounded',
  title: 'A monitor stores a new series for every error text',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor', 'ScrapeConfig'],
  reads: [...SELECTION, ...DISCOVERY, ...WORKLOADS],
  find: ({ object, stack }, { world, selected, monitor: decode, wires: wiresOf, apps }): Found<Evidence> => {
    const kept = apps.filter(({ texts }) => texts);
    if (kept.length === 0 || !selected(object, stack)) return [];
    if (object.kind === 'ScrapeConfig') {
      const app = unboundedByTargets(object, stack, kept);
      const spec = objectAt(object.body, 'spec') ?? {};
      return app?.texts ? [{ ...said(app, app.texts, spec), path: ['spec', 'metricRelabelings'] }] : [];
    }
    const monitor = decode(object);
    if (!monitor) return [];
    const wires = wiresOf(object, stack);
    const found = unboundedBy(world, monitor, stack, wires, kept);
    // What is hidden behind a Service that is known does not matter.
    const hidden = wires.flatMap(({ service, unknown = [] }) => (service ? [] : unknown));
    if (found.length === 0 && hidden.length > 0) return { unknown: hidden };
    return found.map(({ app, endpoint, texts }) => ({
      ...said(app, texts, rawEndpoint(object, endpoint)),
      endpoint,
      path: ['spec', endpointsField(object.kind), String(endpoint), 'metricRelabelings'],
    }));
  },
  explain: ({ application, path, label, texts, has, bounds }, { object }) => ({
    severity: 'warning',
    summary: `${title(refOf(object))} leaves the label ${label} of ${application} as it is: each failing run is a series of its own.`,
    because: [
      `Two runs that failed in one way: ${texts.map((text) => `“${text}”`).join(', ')}`,
      'What differs is generated (numbers, times, names of pods). Prometheus stores each such text for as long as it keeps data.',
    ],
    remedy: `Add the ${bounds.length} relabelings of promwire's own monitor to ${fieldText(path)}, at the end.`,
    fix: {
      kind: 'patch',
      object: refOf(object),
      fields: [
        {
          path,
          was: has.length === 0 ? null : has,
          becomes: [...has, ...bounds],
        },
      ],
      risk: 'Error texts get shorter: <n> in the place of a number, 120 characters at most.',
    },
  }),
});

function said({ title: application }: App, { label, examples, bounds }: PassedTexts, raw: JsonObject): Told {
  return {
    application,
    label,
    texts: [...examples],
    has: [...listAt(raw, 'metricRelabelings')],
    bounds: bounds.map((step) => ({ ...step })),
  };
}

/** "spec.endpoints[0].metricRelabelings". */
function fieldText(path: readonly string[]): string {
  return path
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .slice(1);
}
