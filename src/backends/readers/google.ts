import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { crdOf, each, runningImage, shown } from './reader.ts';
import type { Recognise } from './reader.ts';

/*
 * Google Cloud Managed Service for Prometheus has kinds of its own, and reads none of the operator's:
 * GoogleCloudPlatform/prometheus-engine of 2026-07-02, charts/operator/crds/, manifests/operator.yaml:531-561.
 */

/** kind -> the one that takes its place. */
const INSTEAD: Readonly<Record<string, string>> = { PrometheusRule: 'Rules' };

export const google: Recognise = (world) => {
  const [operator] = runningImage(world, /(?:^|\/)prometheus-engine\/operator(?:[:@]|$)/);
  const mark = operator ? shown(operator) : crdOf(world, 'monitoring.googleapis.com');
  if (mark === undefined) return undefined;
  const kinds = SUBJECT_KINDS.filter((kind) => kind !== 'AlertmanagerConfig');
  const of = each(kinds, (kind) => {
    const instead = INSTEAD[kind] ?? 'PodMonitoring';
    return {
      kind: 'none',
      says: `Google Cloud Managed Service for Prometheus reads ${instead} objects (monitoring.googleapis.com), and no ${kind}.`,
      todo: `Write a ${instead} in the namespace of the pods${instead === 'PodMonitoring' ? ', with the port of the container' : ''}, or install a Prometheus that reads ${kind} objects.`,
    };
  });
  return { title: 'Google Cloud Managed Service for Prometheus', mark, of };
};
