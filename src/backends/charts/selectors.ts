/** The selectors that kube-prometheus-stack makes of its values. Source: its templates/prometheus/prometheus.yaml:193-303 (88.5.3). */
import { isObject } from '../../kube/json.ts';
import { atLeast } from '../../kube/version.ts';
import type { Json, JsonObject, KubeObject, Made, Release } from '../../model/index.ts';
import { madeBy } from './marks.ts';
import { pathText, placeOf, setAt, valueAt, type Value } from './values.ts';

interface Draft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeObject['metadata'];
  readonly spec: JsonObject;
}

/** The selectors of each kind: what the values say, all, or the label release where the chart puts that in. */
export function withSelectors(
  release: Release,
  within: readonly string[],
  kinds: readonly (readonly [kind: string, prefix: string])[],
  { spec, ...object }: Draft,
): KubeObject {
  const selectors: Record<string, Json> = {};
  const open: Record<string, string> = {};
  const values: Record<string, Made['values'][string]> = {};
  for (const [kind, prefix] of kinds) {
    const names = ['Selector', 'SelectorNilUsesHelmValues', 'NamespaceSelector'].map((end) => `${prefix}${end}`);
    const decisive = decisiveOf(release, within, names);
    const [own, usesRelease, namespaces] = names.map((name) => valueAt(decisive, ...within, name)) as [
      Value,
      Value,
      Value,
    ];
    const selector = selectorOf(release, prefix, own, usesRelease);
    const all = orAll('open' in namespaces ? {} : namespaces.value);
    if ('open' in selector) open[kind] = selector.open;
    else if (selector.value !== undefined) selectors[`${prefix}Selector`] = selector.value;
    if ('open' in namespaces) open[kind] ??= namespaces.open;
    // Of this selector alone null counts as null, since 67.0.
    if (all !== undefined || prefix !== 'scrapeConfig' || !('value' in namespaces) || namespaces.value !== null)
      selectors[`${prefix}NamespaceSelector`] = all ?? {};
    if ('open' in selector) selectors[`${prefix}Selector`] = {};
    const byRelease = 'usesRelease' in selector;
    const one = [...within, byRelease ? `${prefix}SelectorNilUsesHelmValues` : `${prefix}Selector`];
    const off = `${pathText(release, [...within, `${prefix}SelectorNilUsesHelmValues`])}: false`;
    // An empty selector alone is the label of the release again.
    const both = [
      ...(byRelease ? [] : [`${pathText(release, one)}: {}`]),
      ...('value' in usesRelease && usesRelease.value === false ? [] : [off]),
    ];
    const slip = byRelease ? slipIn(usesRelease, `${prefix}SelectorNilUsesHelmValues`) : undefined;
    values[`${prefix}Selector`] = {
      value: both.join(' and '),
      place: placeOf(release, ...one),
      ...(slip === undefined ? {} : { slip }),
    };
    const spaces = [...within, `${prefix}NamespaceSelector`];
    values[`${prefix}NamespaceSelector`] = {
      value: `${pathText(release, spaces)}: {}`,
      place: placeOf(release, ...spaces),
    };
  }
  return {
    ...object,
    body: { spec: { ...spec, ...selectors } },
    origin: release.origin,
    made: { ...madeBy(release), open, values },
  };
}

/**
 * Where a layer that is not among the files is below one that decides about a kind, what decides is taken to be written
 * there: such layers hold passwords.
 */
export function decisiveOf(release: Release, within: readonly string[], names: readonly string[]): Release {
  const layers = release.layers.slice(release.layers.findLastIndex(({ values }) => values === undefined) + 1);
  const upper = { ...release, layers };
  return names.some((name) => setAt(upper, ...within, name) !== undefined) ? upper : release;
}

function selectorOf(
  release: Release,
  prefix: string,
  own: Value,
  usesRelease: Value,
): Value | { readonly value: Json; readonly usesRelease: true } {
  if ('open' in own) return own;
  if (!isEmpty(own.value)) return own;
  if ('open' in usesRelease) return usesRelease;
  if (usesRelease.value === undefined || isTrue(usesRelease.value)) {
    const { name } = release;
    return name === undefined
      ? { open: 'The name of the release is put together when the chart is installed.' }
      : { value: { matchLabels: { release: name } }, usesRelease: true };
  }
  // null in place of {} (since 79.0): the field is left out, which is nothing.
  const leftOut = own.value === null && ['scrapeConfig', 'rule'].includes(prefix) && atLeast(release.version, '79.0.0');
  return { value: leftOut ? undefined : {} };
}

/** A text is true for a Helm template, whatever it says. */
function slipIn(value: Value, name: string): string | undefined {
  return 'value' in value && typeof value.value === 'string' && /^(?:false|no|off|0)$/i.test(value.value)
    ? `${name} is the text ${JSON.stringify(value.value)}, which the chart takes for true: without quotes it is false.`
    : undefined;
}

/** What a Helm template takes for false. */
function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || (isObject(value) && Object.keys(value).length === 0);
}

function isTrue(value: Json): boolean {
  return value !== null && value !== false && value !== '' && value !== 0;
}

/** What is empty is all; undefined: null was set. */
export function orAll(value: Json | undefined): Json | undefined {
  return value === null ? undefined : isEmpty(value) ? {} : value;
}
