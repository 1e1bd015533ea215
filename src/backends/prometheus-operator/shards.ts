import { stringAt } from '../../kube/json.ts';
import { atLeast, parseVersion } from '../../kube/version.ts';
import type { JsonObject, MetricRelabeling, OperatorScope, Stack } from '../../model/index.ts';

/*
 * Each shard keeps the targets whose hash is its own, or that carry the label `__tmp_disable_sharding` with any value
 * but the empty one. Operator 0.82.2 does not know the label, 0.83.0 does; to an older one it is a label like any other
 * that begins with `__`: dropped before the scrape.
 * Source: prometheus-operator v0.83.0 and v0.93.0 pkg/prometheus/promcfg.go, hashLabelNameForDisablingSharding.
 */

const LABEL = '__tmp_disable_sharding';

/** The relabeling that has every shard scrape a target. */
export const EVERY_SHARD: MetricRelabeling = { action: 'replace', targetLabel: LABEL, replacement: 'true' };

/** Does a list of relabelings set the label on every target, whatever the target's own labels? */
export function marksEveryTarget(relabelings: readonly JsonObject[]): boolean {
  const last = relabelings.findLast((step) => stringAt(step, 'targetLabel') === LABEL);
  if (!last || (stringAt(last, 'action') ?? 'replace').toLowerCase() !== 'replace') return false;
  const value = stringAt(last, 'replacement') ?? '';
  return ['', '(.*)', '.*'].includes(stringAt(last, 'regex') ?? '') && value !== '' && !value.includes('$');
}

/**
 * The answer for a Prometheus of so many shards. `retains`: its spec.shardRetentionPolicy keeps the pods of shards that
 * are taken away, which there may be even where one shard is left.
 */
export function everyShardOf(
  shards: number,
  retains: boolean,
  operators: readonly OperatorScope[] | undefined,
): Stack['everyShard'] {
  if (shards < 2) return retains ? 'retained' : undefined;
  const versions = (operators ?? []).map(({ version }) => version);
  if (versions.some((version) => parseVersion(version) !== undefined && !atLeast(version, '0.83.0')))
    return 'impossible';
  if (versions.length === 0 || versions.some((version) => parseVersion(version) === undefined)) return 'unknown';
  return retains ? 'retained' : 'possible';
}
