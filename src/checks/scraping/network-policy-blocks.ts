import { defineCheck } from '../check.ts';
import { barredOf } from '../../backends/prometheus-operator/running/barred.ts';
import { addressOf } from '../../backends/prometheus-operator/running/down.ts';
import { BETWEEN, DISCOVERY, SELECTION } from '../../world/reads.ts';
import { groupBy } from '../../kube/group.ts';
import { compare, refOf, title } from '../../kube/refs.ts';
import { alsoAdmitting } from './also-admitting.ts';
import { admittingPolicy, sharedLabels } from './admitting-policy.ts';
import { lackText } from './lack-text.ts';
import { countText, otherPolicies, peersOf } from './policy-words.ts';

/** NetworkPolicies are about the pods of a target (or of Prometheus), and none of them admits the connection. */
export const networkPolicyBlocks = defineCheck({
  id: 'network-policy-blocks',
  title: 'A NetworkPolicy keeps Prometheus out of the pods',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor', 'Probe'],
  reads: [...SELECTION, ...DISCOVERY, ...BETWEEN],
  find: (pair, context) => {
    const { object, stack } = pair;
    if (!context.selected(object, stack)) return [];
    const { found, gaps, targets: all } = barredOf(pair, context);
    if (gaps.length > 0) return { unknown: gaps };
    const also = alsoAdmitting(context.world, found);
    if (also.length > 0) return { unknown: also };
    const groups = groupBy(found, ({ direction, policies, target }) =>
      JSON.stringify([direction, target.pod?.namespace, policies.map(({ metadata }) => metadata.name)]),
    );
    return [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { direction, policies, lack } = first;
      const lastError = group.flatMap((barrier) => barrier.lastError ?? [])[0];
      return [
        {
          direction,
          namespace: policies[0]?.metadata.namespace ?? '',
          policies: policies.map(({ metadata }) => metadata.name).sort(compare),
          targets: new Set(group.map(({ target }) => addressOf(target))).size,
          of: new Set(all.map(addressOf)).size,
          ports: [...new Set(group.map(({ target }) => target.port))].sort((a, b) => a - b),
          admitted: peersOf(policies, direction),
          others: otherPolicies(context.world),
          ...(lack ? { lack } : {}),
          ...(lastError === undefined ? {} : { lastError }),
          podNamespace: first.target.pod?.namespace ?? '',
          podLabels: sharedLabels(context.world, group),
        },
      ];
    });
  },
  explain: (evidence, { object, stack }) => {
    const { direction, namespace, policies, targets, of, ports, admitted, others, lack, lastError } = evidence;
    const names = `${policies.length === 1 ? 'NetworkPolicy' : 'NetworkPolicies'} ${policies.map((name) => `${namespace}/${name}`).join(', ')}`;
    const verb = policies.length === 1 ? 'does' : 'do';
    const what = `${countText(object.kind, targets, of)} of ${title(refOf(object))} (port ${ports.join(', ')})`;
    return {
      severity: lastError === undefined ? 'warning' : 'error',
      summary:
        direction === 'ingress'
          ? `${names} ${verb} not let ${title(stack.ref)} in to ${what}.`
          : `${names} ${verb} not let ${title(stack.ref)} out to ${what}.`,
      because: [
        ...(lastError === undefined ? [] : [`lastError: ${lastError}`]),
        `${direction === 'ingress' ? 'admitted from' : 'admitted to'}: ${admitted.length === 0 ? 'nobody' : admitted.join('; ')}`,
        `Prometheus runs in: namespace ${stack.ref.namespace ?? ''}`,
        ...(lack ? [lackText(lack, evidence, stack)] : []),
        ...(lastError === undefined
          ? ['No running Prometheus told otherwise; a network that enforces no policies lets it through.']
          : []),
        ...(others.length > 0 ? [`${others.join(' and ')} can admit more, or less; they are not judged.`] : []),
      ],
      remedy: `Policies add up, so add one to namespace ${namespace} that admits ${direction === 'ingress' ? `namespace ${stack.ref.namespace ?? ''} to port ${ports.join(', ')}` : `port ${ports.join(', ')} of these pods`}, and leave the others as they are:`,
      fix: { kind: 'create', manifests: [admittingPolicy(stack, object.metadata.name, evidence)] },
    };
  },
});
