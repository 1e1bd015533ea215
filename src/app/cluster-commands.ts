/** A report whose commands reach the cluster that it is of. */
import { inCluster } from '../kube/in-cluster.ts';
import type { Finding } from '../model/index.ts';
import type { CheckReport } from './check.ts';

/** `cluster`: " --kubeconfig FILE --context NAME", or nothing where the defaults are taken. */
export function withCluster(report: CheckReport, cluster: string): CheckReport {
  if (cluster === '') return report;
  const { findings, paths, metrics, alerts } = report;
  return {
    ...report,
    findings: findings.map((finding) => ofFinding(finding, cluster)),
    paths: deep(paths, cluster),
    metrics: deep(metrics, cluster),
    alerts: deep(alerts, cluster),
  };
}

function ofFinding(finding: Finding, cluster: string): Finding {
  const { because, remedy, commands, instead, fix } = finding;
  return {
    ...finding,
    because: deep(because, cluster),
    remedy: inCluster(remedy, cluster),
    ...(commands ? { commands: deep(commands, cluster) } : {}),
    ...(instead ? { instead: deep(instead, cluster) } : {}),
    ...(fix?.kind === 'advise' ? { fix: deep(fix, cluster) } : {}),
  };
}

/** Every text in it. */
function deep<T>(value: T, cluster: string): T {
  if (typeof value === 'string') return inCluster(value, cluster) as T & string;
  if (Array.isArray(value)) return value.map((each: unknown) => deep(each, cluster)) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deep(each as unknown, cluster)])) as T &
    object;
}
