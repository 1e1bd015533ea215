/** Sentences about files of revisions, as a person opens these: "origin/main:charts/web". */
import type { Side } from '../compare/side.ts';
import type { Comparison } from '../model/index.ts';

type Shown = Pick<Side, 'prefix' | 'shown' | 'pathOf'>;

interface Worded {
  readonly summary: string;
  readonly because: readonly string[];
  readonly remedy?: string;
}

export function asShown(comparison: Comparison, sides: readonly Shown[]): Comparison {
  const revisions = sides.filter(({ pathOf }) => pathOf !== undefined);
  if (revisions.length === 0) return comparison;
  const text = (sentence: string): string => revisions.reduce(inText, sentence);
  const worded = <T extends Worded>(all: readonly T[]): readonly T[] =>
    all.map((part) => ({
      ...part,
      summary: text(part.summary),
      because: part.because.map(text),
      ...(part.remedy === undefined ? {} : { remedy: text(part.remedy) }),
    }));
  const { losses, gains, unknown, appeared, gone, unseen } = comparison;
  return {
    ...comparison,
    losses: worded(losses),
    gains: worded(gains),
    unknown: worded(unknown),
    appeared: worded(appeared),
    gone: worded(gone),
    ...(unseen === undefined ? {} : { unseen: worded(unseen) }),
  };
}

/** Commands that a person types name files of the working tree. */
function inText(sentence: string, { prefix, shown, pathOf }: Shown): string {
  const path = pathOf?.(prefix) ?? prefix;
  return sentence.replaceAll(`./${prefix}`, `./${path}`).replaceAll(prefix, shown(prefix));
}
