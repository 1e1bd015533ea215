import { objectsAt, stringAt } from '../../kube/json.ts';
import { memo } from '../../kube/memo.ts';
import type { KubeObject } from '../../model/index.ts';
import { asksOfPanel } from '../prometheus-operator/series/asks.ts';
import type { Ask } from '../prometheus-operator/series/asks.ts';
import { filesOf } from './dashboards.ts';

/** What the panels and variables of the dashboards in a ConfigMap ask a Prometheus for; `by` names them. */
export const asksOfDashboards = memo((map: KubeObject): readonly Ask[] => {
  const asks = filesOf(map).flatMap(({ dashboard }) =>
    objectsAt(dashboard, 'queries').flatMap((query) =>
      asksOfPanel(stringAt(query, 'expr') ?? '', stringAt(query, 'by') ?? ''),
    ),
  );
  return asks;
});
