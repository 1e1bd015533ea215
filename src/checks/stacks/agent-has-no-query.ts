import { defineCheck } from '../check.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';

/** Only a PrometheusAgent scrapes it: it has no query, and evaluates no rule. */
export const agentHasNoQuery = defineCheck({
  id: 'agent-has-no-query',
  title: 'Only an agent scrapes it, which answers no query',
  stage: 'targets',
  kinds: SCRAPE_KINDS,
  reads: SELECTION,
  find: ({ object, stack }, { world, stacks, selected, admission }) => {
    if (stack.ref.kind !== 'PrometheusAgent' || !selected(object, stack)) return [];
    const queried = stacks.some((other) => other.capabilities.includes('query') && selected(object, other));
    if (queried) return [];
    // A Prometheus that cannot be seen, or whose selectors cannot be followed, may take it as well.
    const open = stacks
      .filter((other) => other.capabilities.includes('query'))
      .flatMap((other) => admission(object, other).gaps);
    const hidden = world.snapshot.source === 'files' ? [] : world.gaps('monitoring.coreos.com', 'Prometheus');
    if (open.length + hidden.length > 0) return { unknown: [...open, ...hidden] };
    return [{ remoteWrite: stack.object.body['spec'] !== undefined && hasRemote(stack.object.body) }];
  },
  about: (_evidence, { stack }) => stack.ref,
  explain: ({ remoteWrite }, { stack }) => ({
    severity: 'info',
    summary: `${title(stack.ref)} is an agent: what it scrapes cannot be queried there, and no rule sees it.`,
    because: [
      remoteWrite
        ? 'The series are where its spec.remoteWrite sends them.'
        : 'It has no spec.remoteWrite of its own, so the series go nowhere that is known here.',
    ],
    remedy: 'Query the remote store, or let a Prometheus select the same monitors.',
  }),
});

function hasRemote(body: { readonly [field: string]: unknown }): boolean {
  const spec = body['spec'];
  return typeof spec === 'object' && spec !== null && 'remoteWrite' in spec;
}
