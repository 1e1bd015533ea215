import { own } from '../../../kube/json.ts';
import { matchesAnchored } from '../../../lang/re2/index.ts';
import { decodeRelabeling } from '../../../lang/relabel/relabel.ts';
import type { JsonObject } from '../../../model/index.ts';
import type { Fate } from './relabel.ts';

/** Of __name__ nothing is known but that it is not empty: these match whatever it is. */
const ANYTHING = new Set(['', '.*', '.+', '(.*)', '(.+)']);

/**
 * The first metric relabeling that surely drops every sample of a kept target: by the metric's name whatever it is, or
 * by labels of the target, which no label of a metric can replace (but with honorLabels).
 */
export function metricsDropped(
  fate: Fate,
  values: readonly JsonObject[],
  options: { readonly honorLabels: boolean; readonly version: string | undefined },
): { readonly at: number; readonly value: string } | undefined {
  if (fate.kind !== 'kept') return undefined;
  for (const [at, value] of values.entries()) {
    const decoded = decodeRelabeling(value, options.version);
    if (decoded.kind !== 'ok') return undefined;
    const { action, sourceLabels, separator, pattern } = decoded.relabeling;
    const byName = sourceLabels.join() === '__name__';
    if (byName && action === 'drop' && ANYTHING.has(typeof value['regex'] === 'string' ? value['regex'] : ''))
      return { at, value: '' };
    const known = sourceLabels.every(
      (name) => Object.hasOwn(fate.labels, name) && !name.startsWith('__') && !fate.unknown.has(name),
    );
    if (known && !options.honorLabels && (action === 'keep' || action === 'drop')) {
      const text = sourceLabels.map((name) => own(fate.labels, name) ?? '').join(separator);
      if (matchesAnchored(pattern, text) === (action === 'drop')) return { at, value: text };
    }
    // Whatever else writes labels may decide about the next ones.
    if (action !== 'keep' && action !== 'drop') return undefined;
  }
  return undefined;
}
