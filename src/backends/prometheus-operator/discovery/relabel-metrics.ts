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
  const written = new Set<string>();
  let labelsEnd = false;
  for (const [at, value] of values.entries()) {
    const decoded = decodeRelabeling(value, options.version);
    if (decoded.kind !== 'ok') return undefined;
    const { action, sourceLabels, separator, targetLabel, pattern } = decoded.relabeling;
    const decides = action === 'keep' || action === 'drop';
    const isUntouched = sourceLabels.every((name) => !written.has(name));
    const byName = sourceLabels.join() === '__name__' && isUntouched;
    if (byName && action === 'drop' && ANYTHING.has(typeof value['regex'] === 'string' ? value['regex'] : ''))
      return { at, value: '' };
    const ofTarget = (name: string): boolean =>
      !options.honorLabels && !labelsEnd && Object.hasOwn(fate.labels, name) && !fate.unknown.has(name);
    if (decides && isUntouched && sourceLabels.every((name) => isGone(name) || (!isOfTwo(name) && ofTarget(name)))) {
      const text = sourceLabels.map((name) => (isGone(name) ? '' : (own(fate.labels, name) ?? ''))).join(separator);
      if (matchesAnchored(pattern, text) === (action === 'drop')) return { at, value: text };
    }
    if (action === 'labelmap' || targetLabel.includes('$')) return undefined;
    labelsEnd ||= action === 'labeldrop' || action === 'labelkeep';
    if (!decides) written.add(targetLabel);
  }
  return undefined;
}

const isOfTwo = (name: string): boolean => name.startsWith('__');

/** What discovery and the relabelings of targets wrote under two underscores is empty here. */
const isGone = (name: string): boolean => isOfTwo(name) && name !== '__name__';
