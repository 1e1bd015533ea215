/** What the operator wrote for a stack: its Secret, got by name, of which nothing but names of jobs is kept. */
import type { Gap, Generated, Stack } from '../../model/index.ts';
import { jobsOfGenerated } from '../generated-jobs.ts';
import { get } from './list.ts';
import type { Kube } from './connect/open.ts';

/** prometheus-operator v0.93.0 pkg/prometheus/common.go; a ThanosRuler has no configuration of this kind. */
const SECRETS: Readonly<Record<string, string>> = { Prometheus: 'prometheus', PrometheusAgent: 'prom-agent' };

/** Name of the Secret with the generated configuration; undefined where a kind has none. */
export function generatedSecret(kind: string, name: string): string | undefined {
  return Object.hasOwn(SECRETS, kind) ? `${SECRETS[kind] ?? ''}-${name}` : undefined;
}

/**
 * Gets the Secret of each stack that the operator writes one for, one after the other: unpacked it can be large. One
 * that is missing, refused or odd is unknown, with the reason. Throws what Kube.request throws.
 */
export async function readGenerated(
  kube: Kube,
  stacks: readonly Stack[],
  signal: AbortSignal,
): Promise<readonly Generated[]> {
  const answers: Generated[] = [];
  for (const { ref: stack, restrictions } of stacks) {
    const name = generatedSecret(stack.kind, stack.name);
    // Where it is unmanaged another owner writes it; while it is being deleted nobody does.
    if (name === undefined || restrictions.unmanaged || restrictions.terminating) continue;
    const { namespace = '' } = stack;
    const gap = (reason: Gap['reason'], sentence: string): Generated => ({
      kind: 'unknown',
      stack,
      gap: { reason, reads: { group: '', kind: 'Secret', namespace }, sentence },
    });
    const got = await get(kube, { apiVersion: 'v1', kind: 'Secret', namespace, name }, signal);
    if (got.kind === 'gap') answers.push({ kind: 'unknown', stack, gap: got.gap });
    else if (got.kind === 'missing')
      answers.push(
        gap('not-read', `There is no Secret ${name} in namespace ${namespace}: no operator has written it.`),
      );
    else {
      const read = await jobsOfGenerated(got.object['data']);
      answers.push(
        'jobs' in read
          ? { kind: 'ok', stack, jobs: read.jobs }
          : gap('invalid', `Secret ${name} in namespace ${namespace} could not be read: ${read.problem}.`),
      );
    }
  }
  return answers;
}
