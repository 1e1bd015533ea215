import { defineCheck } from '../check.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { isWritten, reloadSucceeded } from '../../backends/prometheus-operator/running/live.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { lacking } from '../../backends/prometheus-operator/running/merge.ts';
import { poolsOf } from '../../backends/prometheus-operator/running/down.ts';
import { command, inNamespace } from '../../kube/shell.ts';

/** The operator has the job in the configuration, and a running Prometheus does not have it. */
export const configNotLoaded = defineCheck({
  id: 'config-not-loaded',
  title: 'Prometheus runs without the job',
  stage: 'targets',
  stops: true,
  kinds: SCRAPE_KINDS,
  reads: SELECTION,
  live: true,
  find: (pair, context) => {
    const live = context.live(pair.stack);
    const generated = context.jobs(pair.object, pair.stack);
    // What the operator has not written yet, Prometheus cannot have.
    if (!live || (!generated && !isWritten(pair.stack))) return [];
    const jobs = poolsOf(pair, context).filter(
      (job) => lacking(live, job).length > 0 && generated?.lacks.includes(job) !== true,
    );
    const instances = [...new Set(jobs.flatMap((job) => lacking(live, job)))];
    const reload = reloadSucceeded(live);
    return jobs.length === 0 ? [] : [{ jobs, instances, reload: reload ?? null, written: generated ? true : null }];
  },
  explain: ({ jobs, instances, reload, written }, { object, stack }) => ({
    severity: reload === false ? 'error' : 'warning',
    summary:
      reload === false
        ? `${title(stack.ref)} refused its new configuration, so ${title(refOf(object))} has no effect.`
        : written
          ? `The operator wrote the job of ${title(refOf(object))}, and ${title(stack.ref)} has not loaded it.`
          : `${title(stack.ref)} does not run the job of ${title(refOf(object))} yet.`,
    because: [
      `not in the configuration that runs: ${jobs.slice(0, 3).join(', ')}`,
      `instances: ${instances.join(', ')}`,
      reload === false
        ? 'The last reload of the configuration failed; the old one goes on. One bad object is enough for that.'
        : 'The last reload that was tried succeeded: the new configuration has not reached the pod, which takes a minute or two.',
    ],
    remedy:
      reload === false
        ? `Look for the reason: ${command`kubectl logs ${inNamespace(stack.ref.namespace)} ${podOf(instances)} -c prometheus`}; see config-refused.`
        : `Ask again in two minutes. If it stays so: ${command`kubectl logs ${inNamespace(stack.ref.namespace)} ${podOf(instances)} -c config-reloader`}.`,
    fix: {
      kind: 'advise',
      steps: [command`kubectl logs ${inNamespace(stack.ref.namespace)} ${podOf(instances)} --all-containers`],
      whyNotAutomatic: 'What Prometheus has against the configuration is in its log only.',
    },
  }),
});

/** Instances are named NAMESPACE/POD. */
function podOf([first = '']: readonly string[]): string {
  return first.slice(first.indexOf('/') + 1);
}
