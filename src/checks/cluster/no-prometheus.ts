import { defineClusterCheck } from '../check.ts';
import { TAKERS } from '../../kube/kinds.ts';
import { READERS, SELECTION } from '../../world/reads.ts';
import { readersOf, readingGaps } from '../../backends/readers/index.ts';
import { instead, readByNone } from './read-by-none.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Gap } from '../../model/index.ts';
import type { World } from '../../world/world.ts';
import { leavesOpen } from '../../world/hiding.ts';

const GROUP = 'monitoring.coreos.com';

const KINDS = ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'];

/** There is an object to take up, and no stack at all that takes its kind. */
export const noPrometheus = defineClusterCheck({
  id: 'no-prometheus',
  title: 'No Prometheus object takes this kind',
  kinds: ['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'Deployment', 'Service'],
  reads: [...SELECTION, ...READERS],
  find: ({ world, stacks, apps, addressed }) => {
    // Files are compared with a Prometheus that the user named: it is the one that is meant.
    const taken = (kind: string): boolean =>
      stacks.some((stack) => stack.consumes.includes(kind)) || (kind === 'PrometheusRule' && addressed.length > 0);
    // What another reader may take is unknown, which each object tells (judge/answer.ts), and no cause.
    const open = (kind: string): boolean => readingGaps(world, kind).length > 0;
    const orphans = KINDS.filter((kind) => !taken(kind) && !open(kind) && world.all(GROUP, kind).length > 0);
    // An application that is there before any monitor of it; without the CRD, crd-missing says enough.
    const scraped = stacks.some((stack) => stack.capabilities.includes('targets'));
    const waiting = scraped || (lacksCrd(world) && readersOf(world).length === 0) ? [] : apps;
    if (orphans.length === 0 && waiting.length === 0) return [];
    const kinds = waiting.length > 0 ? ['ServiceMonitor', ...orphans] : orphans;
    const takers = kinds.flatMap((kind) => TAKERS[kind] ?? []);
    if (waiting.length > 0 && open('ServiceMonitor')) return { unknown: readingGaps(world, 'ServiceMonitor') };
    const gaps = [...new Set(takers)].flatMap((kind) => world.gaps(GROUP, kind));
    // Without any stack among them, files answer no question.
    const sentence = absentText(gaps, kinds, world);
    if (gaps.length > 0)
      return {
        unknown: gaps.map((gap) => (leavesOpen(gap) ? gap : { ...gap, reason: 'not-read' as const, sentence })),
      };
    const agents = stacks.some((stack) => stack.ref.kind === 'PrometheusAgent');
    return [
      ...orphans
        .flatMap((kind) => world.all(GROUP, kind))
        .map((object) => ({
          about: refOf(object),
          evidence: {
            agentsOnly: agents && object.kind === 'PrometheusRule',
            what: 'take up',
            ...instead(world, object.kind),
          },
        })),
      ...waiting
        .flatMap(({ workload, services }) => workload ?? services[0] ?? [])
        .map((about) => ({
          about,
          evidence: { agentsOnly: false, what: 'scrape', ...instead(world, 'ServiceMonitor') },
        })),
    ];
  },
  explain: ({ agentsOnly, what, readers }, about) =>
    readers
      ? readByNone(readers, what, about)
      : {
          summary: agentsOnly
            ? `Only a PrometheusAgent is there, and it evaluates no rule: ${title(about)} is never loaded.`
            : `No Prometheus in the cluster could ${what} ${title(about)}.`,
          because: [
            agentsOnly
              ? 'A PrometheusAgent has no rule selector; rules need a Prometheus or a ThanosRuler.'
              : `The CRDs of the Prometheus Operator alone do nothing: a ${(TAKERS[about.kind] ?? TAKERS['ServiceMonitor'] ?? []).join(' or ')} object must exist.`,
          ],
          remedy: agentsOnly
            ? 'Create a Prometheus or a ThanosRuler that selects the rule.'
            : 'Create a Prometheus object, or install a stack such as kube-prometheus-stack.',
          fix: {
            kind: 'advise',
            steps: ['Install kube-prometheus-stack, or create a Prometheus object.'],
            whyNotAutomatic: 'Size, storage and retention of a Prometheus are decisions of the owner of the cluster.',
          },
        },
});

/** Of files: what is not among them, and for how many objects that leaves open who takes them. */
function absentText(gaps: readonly Gap[], kinds: readonly string[], world: World): string {
  const absent = [...new Set(gaps.filter((gap) => !leavesOpen(gap)).map(({ reads }) => reads.kind))];
  const counts = kinds.flatMap((kind) => {
    const count = world.all(GROUP, kind).length;
    return count === 0 ? [] : [count === 1 ? kind : `${count} ${kind}s`];
  });
  const [meant, captured] = world.snapshot.expected
    ? ['Name the one that is meant under sources in promwire.yaml', '(promwire snapshot --for-git) under captured']
    : ['Give the one that is meant with --from', '(promwire snapshot) with --captured'];
  return `No ${absent.join(' or ')} is among the files, so whether one takes ${counts.length === 0 ? 'the application' : `the ${counts.join(', ')}`} here is not known. ${meant}, or what was captured of its cluster ${captured}.`;
}

function lacksCrd(world: World): boolean {
  return world.snapshot.gaps.some(({ reason, reads }) => reason === 'crd-missing' && reads.kind === 'Prometheus');
}
