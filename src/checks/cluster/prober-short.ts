import type { ProberService } from '../../kube/prober.ts';
import type { KubeObject } from '../../model/index.ts';
import type { World } from '../../world/world.ts';

/** What a Probe asks for in vain, or what hides it. */
export interface Misses {
  readonly evidence?: {
    readonly url: string;
    readonly service: string;
    readonly namespace: string;
    readonly port: number;
    readonly lacks: 'service' | 'port';
    /** Services that may be meant, as the field takes them: two at most. */
    readonly candidates: readonly string[];
    /** No namespace is written. */
    readonly short?: true;
    /** It may be elsewhere, as far as the files go. */
    readonly among?: 'files';
    /** What is there in its place is called otherwise, by more than a slip of the pen. */
    readonly other?: true;
  };
  readonly gaps?: ReturnType<World['gaps']>;
}

const STACKS = ['Prometheus', 'PrometheusAgent'];

/**
 * A short name that no namespace of a Prometheus has, and another namespace has. Among files the one next to Prometheus may
 * be elsewhere; the one next to the Probe is what was meant all the same.
 */
export function missesNextToStack(
  world: World,
  probe: KubeObject,
  { url, service, port, written }: ProberService,
): Misses {
  const own = new Set(STACKS.flatMap((kind) => world.all('monitoring.coreos.com', kind)).map(namespaceOf));
  const [first, second] = own;
  if (first === undefined || second !== undefined) return {};
  const named = world.all('', 'Service').filter(({ metadata }) => metadata.name === service);
  const candidates = named.map(
    (each) => `${service}.${namespaceOf(each)}.svc${written === undefined ? '' : `:${written}`}`,
  );
  if (named.length === 0 || named.some((each) => own.has(namespaceOf(each)))) return {};
  const files = world.snapshot.source === 'files';
  const gaps = world.gaps('', 'Service', first);
  if (files && !named.some((each) => namespaceOf(each) === namespaceOf(probe))) return {};
  if (!files && gaps.length > 0) return { gaps };
  const among = files ? { among: 'files' as const } : {};
  const evidence = { url, service, namespace: first, port, lacks: 'service' as const, short: true as const };
  return { evidence: { ...evidence, ...among, candidates: candidates.slice(0, 2) } };
}

const namespaceOf = ({ metadata }: KubeObject): string => metadata.namespace ?? '';
