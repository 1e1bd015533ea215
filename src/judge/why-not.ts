import type { KubeObject, Stack } from '../model/index.ts';
import type { Analysis } from './analysis.ts';
import { withoutEcho } from './judgement.ts';

/** Why a stack does not take an object: the first reason of each check that holds, with the check's id. */
export function whyNotTaken(analysis: Analysis, object: KubeObject, stack: Stack): readonly string[] {
  const passedOver = analysis.admission(object, stack).verdict === 'not-selected';
  return withoutEcho(analysis.outcomes(passedOver ? 'selection' : 'admission', object, stack)).flatMap(
    ({ check, hits }) =>
      hits.map((hit) => {
        const { because, summary } = hit.words();
        return `${because[0] ?? summary} (${check.id})`;
      }),
  );
}
