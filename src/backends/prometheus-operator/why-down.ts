import { numberAt, objectsAt, stringAt } from '../../kube/json.ts';
import type { KubeObject } from '../../model/index.ts';

/** Why a Deployment has no replica that is available. */
export interface WhyDown {
  readonly scaled?: true;
  /** What the Deployment says in its conditions. */
  readonly says?: string;
}

/** Scaled to 0, or what the Deployment itself says: a failure to make pods before the mere lack of them. */
export function whyDown(deployment: KubeObject | undefined): WhyDown {
  if (numberAt(deployment?.body, 'spec', 'replicas') === 0) return { scaled: true };
  const conditions = objectsAt(deployment?.body, 'status', 'conditions');
  const failed =
    conditions.find((condition) => stringAt(condition, 'type') === 'ReplicaFailure') ??
    conditions.find((condition) => stringAt(condition, 'status') === 'False');
  const says = stringAt(failed, 'message');
  return says === undefined || says === '' ? {} : { says };
}
