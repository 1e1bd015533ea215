import { own, stringAt } from '../../../kube/json.ts';
import { isKnownLabel } from './target-labels.ts';
import { applyRelabelings } from '../../../lang/relabel/apply.ts';
import { decodeRelabeling } from '../../../lang/relabel/relabel.ts';
import type { Relabeling } from '../../../lang/relabel/relabel.ts';
import type { Json, Labels } from '../../../model/index.ts';

/** What becomes of a target: `at` is the position of the relabeling that drops it. Where it is not `sure` that it is kept, it is if it gets through. */
export type Fate =
  | { readonly kind: 'kept'; readonly sure: boolean; readonly labels: Labels; readonly unknown: ReadonlySet<string> }
  | { readonly kind: 'dropped'; readonly at: number; readonly value: string; readonly relabeling: Relabeling }
  | { readonly kind: 'unknown' };

const UNKNOWN: Fate = { kind: 'unknown' };
/** A labelmap of these copies only labels that are all known. */
const WHOLLY_KNOWN = /^__meta_kubernetes_(?:service|pod)_label_\(/;

/**
 * Runs relabelings over the labels of a target of which not everything is known. A relabeling that keeps or drops by
 * what is not known leaves the answer open, unless another one surely drops it. `isOpen`: of which labels the value that
 * they have here is not the one that they will have.
 */
export function fateOf(
  labels: Labels,
  values: readonly Json[],
  version: string | undefined,
  isOpen: (name: string) => boolean = () => false,
): Fate {
  let current = labels;
  /** Labels that are not known, or were written out of what is not. */
  const unknown = new Set(Object.keys(labels).filter(isOpen));
  const written = new Set<string>();
  let sure = true;
  for (const [at, value] of values.entries()) {
    const decoded = decodeRelabeling(value, version);
    if (decoded.kind !== 'ok') return UNKNOWN;
    const { relabeling } = decoded;
    const { action, sourceLabels, targetLabel, separator } = relabeling;
    const hidden = (name: string): boolean =>
      unknown.has(name) ||
      !(Object.hasOwn(current, name) || (isKnownLabel(name) && (written.has(name) || !isOpen(name))));
    const blind = sourceLabels.some(hidden);
    const decides = action === 'keep' || action === 'drop' || action === 'keepequal' || action === 'dropequal';
    if (decides && (blind || (action.endsWith('equal') && hidden(targetLabel)))) {
      sure = false;
      continue;
    }
    if (action === 'labelmap' && !WHOLLY_KNOWN.test(stringAt(value, 'regex') ?? '')) return UNKNOWN;
    if (blind) {
      if (targetLabel.includes('$')) return UNKNOWN;
      unknown.add(targetLabel);
      continue;
    }
    const next = applyRelabelings(current, [relabeling]);
    const text = sourceLabels.map((name) => own(current, name) ?? '').join(separator);
    if (next === undefined) return { kind: 'dropped', at, value: text, relabeling };
    if (own(next, targetLabel) !== own(current, targetLabel)) {
      unknown.delete(targetLabel);
      written.add(targetLabel);
    }
    current = next;
  }
  return { kind: 'kept', sure, labels: current, unknown };
}
