import type { JsonObject, KubeObject } from '../../model/index.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';

/**
 * The scrape class that a stack applies to an object: the one that the object names, else the default one.
 * Source: prometheus-operator v0.93.0 pkg/prometheus/promcfg.go:5323-5337 (getScrapeClassOrDefault).
 */
export function scrapeClassOf(object: KubeObject, stack: KubeObject): JsonObject | undefined {
  const named = stringAt(object.body, 'spec', 'scrapeClass');
  return objectsAt(stack.body, 'spec', 'scrapeClasses').find((entry) =>
    named ? stringAt(entry, 'name') === named : entry['default'] === true,
  );
}
