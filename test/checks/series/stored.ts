/** What a running Prometheus monitoring/k8s stores, for tests of the checks that compare with it. */
import type { Answer, InstanceObservation, SeriesAnswers, StackObservation } from '../../../src/model/index.ts';
import { instance, observed } from '../observed.ts';

const ok = <T>(value: T): Answer<T> => ({ kind: 'ok', value, warnings: [] });

export interface Stores {
  readonly names?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
  /** Selectors, as they are asked for, and whether they have series. */
  readonly present?: Readonly<Record<string, boolean>>;
  /** "METRIC LABEL" -> values. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly external?: readonly string[];
}

export function stores({
  names = [],
  metadata = {},
  present = {},
  values = {},
  labels = {},
  external,
}: Stores): SeriesAnswers {
  const each = <T>(of: Readonly<Record<string, T>>): Readonly<Record<string, Answer<T>>> =>
    Object.fromEntries(Object.entries(of).map(([key, value]) => [key, ok(value)]));
  return {
    names: ok(names),
    metadata: ok(metadata),
    present: each(present),
    values: each(values),
    labels: each(labels),
    ...(external ? { external } : {}),
  };
}

export function storing(stored: Stores, more: Partial<InstanceObservation> = {}): readonly StackObservation[] {
  return observed({ ...instance({ rules: [] }), series: stores(stored), ...more });
}
