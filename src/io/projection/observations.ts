import { compare } from '../../kube/refs.ts';
import type { InstanceObservation, Observations, ScrapedTarget } from '../../model/index.ts';
import { plain } from './scrub.ts';
import { PROBED } from './label-values.ts';
import { scrubText } from './scrub-text.ts';
import { MASK } from '../../kube/mask.ts';
import type { Flaws } from './scrub.ts';

/**
 * What running stacks answered, without secrets: no credentials of URLs in an error, a label or an expression, of
 * targets only what checks compare. What the ports let through has no other secret: of a configuration they keep names.
 * `flaws`: gets a sentence where a part was nested too deeply and left out.
 */
export function projectObservations({ live, generated }: Observations, flaws: Flaws = []): Observations {
  const stacks = live.map((stack) => ({ ...stack, instances: stack.instances.map(withoutSecrets) }));
  return plain({ live: stacks, generated }, flaws, 0) as Observations;
}

/** Prometheus lists the targets of a pool in the order of a Go map, which is another one every time. */
function withoutSecrets(instance: InstanceObservation): InstanceObservation {
  const { targets } = instance;
  if (targets?.kind !== 'ok') return instance;
  const inOrder = targets.value.active.toSorted((a, b) => compare(a.pool, b.pool) || compare(a.url, b.url));
  return { ...instance, targets: { ...targets, value: { ...targets.value, active: inOrder.map(projectTarget) } } };
}

/** Of the labels, those by which a series is known as that of a target (running/leftover.ts). */
function projectTarget({ pool, url, address, labels, health, lastError }: ScrapedTarget): ScrapedTarget {
  const kept = Object.entries(labels).filter(([name]) => name === 'job' || name === 'instance');
  return {
    pool,
    url: withoutParameters(url),
    address,
    labels: Object.fromEntries(kept),
    health,
    lastError: withoutParameters(lastError),
  };
}

const QUERY = /(https?:\/\/[^\s?"'#]{1,4096}\?)([^\s"'#]{1,4096})/gi;

function withoutParameters(text: string): string {
  return text.replace(QUERY, (_all, address: string, query: string) => {
    const parameters = [...new URLSearchParams(query)].map(([name, value]) => {
      const kept = PROBED.includes(name) ? encodeURIComponent(scrubText(value)) : MASK;
      return `${encodeURIComponent(name)}=${kept}`;
    });
    return `${address}${parameters.join('&')}`;
  });
}
