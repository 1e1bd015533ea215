/** Changes that were proposed, by an id; only those can be applied. */
import { createHash } from 'node:crypto';
import { PromwireError } from '../../errors.ts';
import type { JsonObject } from '../../model/index.ts';

/** What propose_fix was asked, to be asked again when it is applied. */
export interface Proposed {
  readonly id: string;
  readonly input: JsonObject;
  /** Files are changed, and no cluster. */
  readonly inFiles: boolean;
}

export interface Plans {
  /** Remembers what was proposed; undefined where nothing would change. */
  readonly keep: (input: JsonObject, changes: unknown, cluster?: string) => Proposed | undefined;
  /** Throws PromwireError 'usage' for an id that was not given. */
  readonly named: (id: string) => Proposed;
  /**
   * For one who applies it now; two never do. Throws PromwireError 'failed' where what would change now is not what was
   * proposed, or not where.
   */
  readonly take: (plan: Proposed, changes: unknown, cluster?: string) => void;
  /** Nothing was written of it. */
  readonly giveBack: (plan: Proposed) => void;
}

const MOST = 100;

export function newPlans(): Plans {
  const plans = new Map<string, Proposed>();
  return {
    keep(input, changes, cluster) {
      if (Array.isArray(changes) && changes.length === 0) return undefined;
      const plan = { id: idOf(input, changes, cluster), input, inFiles: cluster === undefined };
      plans.delete(plan.id);
      plans.set(plan.id, plan);
      for (const id of [...plans.keys()].slice(0, Math.max(0, plans.size - MOST))) plans.delete(id);
      return plan;
    },
    named(id) {
      const plan = plans.get(id);
      if (plan) return plan;
      throw new PromwireError(
        'usage',
        'no change with this id was proposed, or it was applied',
        'propose_fix answers the id of what it proposes (plan); it counts until it is applied, or this server ends.',
      );
    },
    take(plan, changes, cluster) {
      if (idOf(plan.input, changes, cluster) === plan.id) {
        if (plans.delete(plan.id)) return;
        throw new PromwireError('failed', 'it is being applied by another call', 'Wait for the answer of that call.');
      }
      throw new PromwireError(
        'failed',
        'what would change now is not what was proposed, so nothing was written',
        'The cluster or the files changed since, or another cluster is in use: propose_fix shows what it would be now.',
      );
    },
    giveBack: (plan) => void plans.set(plan.id, plan),
  };
}

function idOf(input: JsonObject, changes: unknown, cluster = ''): string {
  return createHash('sha256')
    .update(JSON.stringify([input, changes, cluster]))
    .digest('hex')
    .slice(0, 24);
}
