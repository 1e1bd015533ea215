import { changeBehind } from '../compare/at-change.ts';
import { withPutBack } from '../compare/put-back.ts';
import { placeOf } from '../compare/side.ts';
import type { Side } from '../compare/side.ts';
import type { Places } from '../io/files/index.ts';
import type { Comparison, Loss } from '../model/index.ts';
import { sameRef, title } from '../kube/refs.ts';
import { fieldPlaces } from './places.ts';

export interface PlacedSide extends Side {
  readonly places?: Places;
}

interface Sides {
  readonly base: PlacedSide;
  readonly head: PlacedSide;
}

/** A comparison whose losses stand where they were caused: at the field that changed, also where that is of another object. */
export async function atChanges(comparison: Comparison, sides: Sides): Promise<Comparison> {
  const behind = new Map(comparison.losses.map((loss) => [loss, changeBehind(loss, sides)]));
  const wanted = comparison.losses.flatMap((loss) => {
    const changed = behind.get(loss);
    const origin = changed?.object.origin;
    return changed && origin?.source === 'file' ? [{ loss, ...changed, origin }] : [];
  });
  const moved = new Map<Loss, Loss>();
  for (const side of ['base', 'head'] as const) {
    const here = wanted.filter((each) => each.side === side);
    const found = await fieldPlaces(
      here.filter(({ field }) => field.length > 0),
      sides[side].places,
    );
    for (const each of here) {
      const place = placeOf(sides[side], side, found.get(each) ?? each.origin);
      moved.set(each.loss, { ...each.loss, ...(each.asks ? withBack(each.loss, comparison) : {}), ...place });
    }
  }
  return {
    ...comparison,
    losses: comparison.losses.map((loss) => withPutBack(moved.get(loss) ?? loss, behind.get(loss))),
  };
}

/** What asks for other labels than before can ask for them again. */
function withBack({ remedy, object, by }: Loss, { gains }: Comparison): Pick<Loss, 'remedy'> {
  // What the change repaired is lost by putting it back.
  const repaired = gains.filter((gain) => gain.object.kind === object.kind && by && gain.by && sameRef(gain.by, by));
  const [first, ...more] = repaired;
  if (first) {
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    const cost = `The selector as it was does not take ${title(first.object)}${others}, which it takes now.`;
    return { remedy: [...(remedy === undefined ? [] : [remedy]), cost].join(' ') };
  }
  if (remedy === undefined) return { remedy: 'Put the selector back.' };
  // Behind several sentences it is one of its own.
  if (remedy.includes('. ')) return { remedy: `${remedy} Or put the selector back.` };
  return { remedy: remedy.endsWith('.') ? `${remedy.slice(0, -1)}, or put the selector back.` : remedy };
}
