import type { Backend } from '../backend.ts';
import { NAMESPACES, OPERATORS, STACKS, SUBJECTS } from '../../world/reads.ts';
import { decodeMonitor } from './monitors.ts';
import { renderMonitor, renderRules } from './render.ts';
import { BACKEND, bindingFor, findStacks } from './stacks.ts';

/** Stacks run by the Prometheus Operator: kube-prometheus-stack, kube-prometheus, OpenShift, a Prometheus of one's own. */
export const prometheusOperator: Backend = {
  id: BACKEND,
  reads: [...STACKS, ...SUBJECTS, ...NAMESPACES, ...OPERATORS],
  findStacks,
  decodeMonitor,
  bindingFor,
  renderMonitor,
  renderRules,
};
