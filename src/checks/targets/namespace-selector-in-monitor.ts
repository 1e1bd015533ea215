import { defineCheck } from '../check.ts';
import { searched } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { elsewhere as foundElsewhere } from '../../backends/prometheus-operator/discovery/near.ts';
import { hiding } from '../../world/hiding.ts';
import { isBeside, isMeant, isOwn } from './is-meant.ts';
import { at } from '../../kube/json.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import type { Monitor } from '../../model/index.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';

/** Services with the right labels exist, but not in the namespaces that the monitor searches. */
export const namespaceSelectorInMonitor = defineCheck({
  id: 'namespace-selector-in-monitor',
  title: 'The monitor does not look into the namespace of the Service',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, context) => {
    const monitor = context.monitor(object);
    const [wire] = context.wires(object, stack);
    if (!monitor || wire?.brokenAt !== 'service' || monitor.selector.kind !== 'matching') return [];
    const kind = object.kind === 'PodMonitor' ? 'Pod' : 'Service';
    const elsewhere = foundElsewhere(context.world, monitor);
    const namespaces = searched(monitor, stack);
    if (elsewhere.length === 0 || namespaces === 'any') return [];
    // One in the right place may be hidden.
    const hidden = hiding(wire.unknown ?? []);
    if (hidden.length > 0) return { unknown: hidden };
    // What has the labels elsewhere is another one's: no-matching-service.
    if (isBeside(context, monitor, stack)) return [];
    const meant = isMeant(context, monitor, namespaces, elsewhere);
    if (wire.unknown && !meant) return { unknown: wire.unknown };
    const asked = stack.restrictions.ignoreNamespaceSelectors ? printNamespaces(monitor) : undefined;
    return [
      {
        kind,
        searched: [...namespaces],
        found: elsewhere.slice(0, 5).map((candidate) => nameOf(refOf(candidate))),
        namespaces: [...new Set(elsewhere.map((candidate) => candidate.metadata.namespace ?? ''))],
        meant: meant || isOwn(context, monitor, elsewhere),
        ignored: asked !== undefined,
        asked,
        was: at(object.body, 'spec', 'namespaceSelector') ?? null,
      },
    ];
  },
  explain: ({ kind, searched: where, found, namespaces, meant, ignored, asked = '', was }, { object, stack }) => ({
    summary: `${title(refOf(object))} looks in ${where.join(', ')}, but the ${kind} is in ${namespaces.join(', ')}.`,
    because: [
      `${kind} with its labels: ${found.join(', ')}`,
      ignored
        ? `${title(stack.ref)} sets spec.ignoreNamespaceSelectors: a monitor finds targets in its own namespace only, and its spec.namespaceSelector (${asked}) is ignored.`
        : `spec.namespaceSelector of the monitor: ${where.join(', ')} (absent or {} means its own namespace)`,
    ],
    field: ignored ? ['metadata', 'namespace'] : ['spec', 'namespaceSelector'],
    remedy: ignored
      ? `Put the monitor into namespace ${namespaces.join(' or ')}, or have the owner of ${title(stack.ref)} unset spec.ignoreNamespaceSelectors.`
      : `Set spec.namespaceSelector.matchNames of ${title(refOf(object))} to ${namespaces.length === 1 ? namespaces.join('') : `those that are meant of ${namespaces.join(', ')}`}, or put the monitor there.`,
    fix: ignored
      ? {
          kind: 'advise',
          steps: [`Create the monitor in ${namespaces.join(' or ')}.`],
          whyNotAutomatic: 'The namespace of an object cannot be changed: create a new one and delete the old one.',
        }
      : namespaces.length > 1
        ? {
            kind: 'advise',
            steps: [`Set spec.namespaceSelector.matchNames to those that are meant of ${namespaces.join(', ')}.`],
            whyNotAutomatic: `${kind}s of several namespaces fit, and which of them are meant is not written anywhere.`,
          }
        : !meant
          ? {
              kind: 'advise',
              steps: [`Set spec.namespaceSelector.matchNames to ${namespaces.join('')} if that ${kind} is meant.`],
              whyNotAutomatic: `That the monitor is for the ${kind} in ${namespaces.join('')} is not written anywhere.`,
            }
          : {
              kind: 'patch',
              object: refOf(object),
              fields: [{ path: ['spec', 'namespaceSelector'], was, becomes: { matchNames: namespaces } }],
              risk: `The monitor then searches ${namespaces.join(', ')} instead of ${where.join(', ')}.`,
            },
  }),
});

/** What the monitor says of namespaces; undefined: nothing. */
function printNamespaces({ namespaces }: Monitor): string | undefined {
  if (namespaces.kind === 'own') return undefined;
  return namespaces.kind === 'any' ? 'any: true' : `matchNames: ${namespaces.names.join(', ')}`;
}
