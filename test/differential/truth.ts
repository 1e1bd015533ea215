import type { Verdict } from '../../src/model/index.ts';
import type { KubeThing } from '../bed/object.ts';
import { bindingsOf, isPaused, reconciledOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { CONSUMES, nameOf, pairKey } from './pairs.ts';

/*
 * What is true of a pair, by what the operator did with it. Each verdict that we may give has its definition here
 * and nowhere else:
 *
 * selected      the binding says Accepted=True of the object as it is now.
 *               Without bindings (agents, Alertmanager, an old operator): the object is in the generated configuration.
 * rejected      the binding says Accepted=False with a reason, of the object as it is now, and the object is not in
 *               the generated configuration. Without bindings: the operator wrote an Event of the rejection, an old
 *               one a line of its log.
 * not-selected  there is neither a binding nor an Event, and the object is not in the configuration.
 * effective     the object is in the generated configuration (a job, that of a ScrapeConfig with a discovery or static
 *               targets in it; a rule file by the rule's UID, with a rule in it; a receiver), the stack's condition Reconciled is True at the stack's current generation, and the
 *               real Prometheus (promtool) accepts the generated configuration as a whole.
 *
 * Where the operator leaves no trace of why there is nothing, several verdicts are admitted and only the effect is
 * compared; `open` says which of these it is:
 *
 * paused        the operator does nothing at all for the stack
 * stalled       Reconciled is False before the bindings were written: no object of any kind has one. An Event of a
 *               rejection still counts
 * silent        a rule that cannot be parsed when the enforced namespace label is put in is left out without a word
 * empty         an agent has no bindings, so an accepted monitor without endpoints looks like one that was not selected
 */
export interface Truth {
  readonly object: KubeThing;
  readonly stack: KubeThing;
  /** Verdicts that agree with what was seen; one but for the open cases. */
  readonly verdicts: readonly Verdict[];
  readonly effective: boolean;
  readonly open?: 'paused' | 'stalled' | 'silent' | 'empty';
  /** What the operator said, where it did. */
  readonly message: string;
  /** Two pieces of evidence that contradict each other: the oracle itself is wrong. */
  readonly odd?: string;
}

const ALL: readonly Verdict[] = ['selected', 'rejected', 'not-selected'];
const BOUND_BY = ['Prometheus', 'ThanosRuler'];

const isBound = ({ bindings }: Evidence, stack: KubeThing): boolean => bindings && BOUND_BY.includes(stack.kind);

/** The truth of every pair of an object and a stack that has a selector for its kind, by pairKey. */
export const truths = (evidence: Evidence): ReadonlyMap<string, Truth> => {
  const bindings = new Map(evidence.objects.map((object) => [object, bindingsOf(object)]));
  const answer = new Map<string, Truth>();
  for (const stack of evidence.stacks) {
    const own = evidence.objects.filter((object) => CONSUMES[stack.kind]?.includes(object.kind));
    const bound = (object: KubeThing) => bindings.get(object)?.get(nameOf(stack));
    // Bindings are written at the end of a run that did not fail, Events while it goes on.
    const traces = isBound(evidence, stack)
      ? own.some((object) => bound(object) !== undefined)
      : own.some((object) => evidence.rejections.has(pairKey(object, stack)));
    for (const object of own)
      answer.set(pairKey(object, stack), truthOf(evidence, object, stack, bound(object), traces));
  }
  return answer;
};

const truthOf = (
  evidence: Evidence,
  object: KubeThing,
  stack: KubeThing,
  binding: ReturnType<typeof bindingsOf> extends ReadonlyMap<string, infer B> ? B | undefined : never,
  traces: boolean,
): Truth => {
  const reconciled = reconciledOf(stack);
  const loaded = isLoaded(evidence, object, stack);
  const said = evidence.rejections.get(pairKey(object, stack));
  const inert =
    (object.kind === 'PrometheusRule' && !/^ *(?:- )?expr:/m.test(ruleFile(evidence, object, stack) ?? '')) ||
    (object.kind === 'ScrapeConfig' && !/^ {2}(?:static|\w+_sd)_configs:/m.test(jobOf(evidence, object, stack) ?? ''));
  const refused = evidence.refused.get(nameOf(stack));
  const effective = refused === undefined && loaded && !inert && reconciled?.status === 'True' && reconciled.current;
  const base = { object, stack, effective, message: binding?.message || said || reconciled?.message || refused || '' };

  if (isPaused(stack)) return { ...base, verdicts: ALL, open: 'paused' };
  if (reconciled?.status === 'False' && !traces && !loaded)
    return { ...base, verdicts: said === undefined ? ALL : ['rejected'], open: 'stalled' };
  if (isBound(evidence, stack)) {
    if (binding === undefined) {
      if (loaded) return { ...base, verdicts: ALL, odd: 'loaded without a binding' };
      if (said !== undefined) return { ...base, verdicts: ALL, odd: 'an Event without a binding' };
      return canBeSilent(object, stack)
        ? { ...base, verdicts: ['not-selected', 'rejected'], open: 'silent' }
        : { ...base, verdicts: ['not-selected'] };
    }
    if (!binding.current) return { ...base, verdicts: ALL, odd: 'a binding of another generation' };
    if (binding.accepted === 'True') return { ...base, verdicts: ['selected'] };
    return { ...base, verdicts: ['rejected'], ...(loaded ? { odd: 'rejected and loaded' } : {}) };
  }
  if (said !== undefined) return { ...base, verdicts: ['rejected'], ...(loaded ? { odd: 'rejected and loaded' } : {}) };
  if (loaded) return { ...base, verdicts: ['selected'] };
  // What failed may be the selection of this very kind: then no Event tells of a rejection.
  if (reconciled?.status === 'False') return { ...base, verdicts: ALL, open: 'stalled' };
  if (hasNothing(object)) return { ...base, verdicts: ['selected', 'not-selected'], open: 'empty' };
  return canBeSilent(object, stack)
    ? { ...base, verdicts: ['not-selected', 'rejected'], open: 'silent' }
    : { ...base, verdicts: ['not-selected'] };
};

const JOBS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceMonitor',
  PodMonitor: 'podMonitor',
  Probe: 'probe',
  ScrapeConfig: 'scrapeConfig',
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const ruleFile = (evidence: Evidence, { metadata }: KubeThing, stack: KubeThing): string | undefined =>
  evidence.ruleFiles.get(nameOf(stack))?.get(`${metadata.namespace ?? ''}-${metadata.name}-${metadata.uid ?? ''}.yaml`);

/** Is the object in what the operator generated for the stack? */
const isLoaded = (evidence: Evidence, object: KubeThing, stack: KubeThing): boolean => {
  const { namespace = '', name } = object.metadata;
  if (object.kind === 'PrometheusRule') return ruleFile(evidence, object, stack) !== undefined;
  const configuration = evidence.generated.get(nameOf(stack)) ?? '';
  if (object.kind === 'AlertmanagerConfig')
    return new RegExp(`^- name: ${escaped(`${namespace}/${name}/`)}`, 'm').test(configuration);
  return jobOf(evidence, object, stack) !== undefined;
};

/** The first job of the object in the generated configuration, up to the next entry. */
const jobOf = (evidence: Evidence, { kind, metadata }: KubeThing, stack: KubeThing): string | undefined => {
  const job = escaped(`${JOBS[kind] ?? ''}/${metadata.namespace ?? ''}/${metadata.name}`);
  const configuration = evidence.generated.get(nameOf(stack)) ?? '';
  return new RegExp(`^- job_name: ${job}(?:/\\d+)?\\n(?: .*(?:\\n|$))*`, 'm').exec(configuration)?.[0];
};

/** A rule is parsed once more when the label is put in; what fails there is left out without binding, Event or log. */
const canBeSilent = (object: KubeThing, stack: KubeThing): boolean =>
  object.kind === 'PrometheusRule' &&
  ((stack['spec'] ?? {}) as Readonly<Record<string, unknown>>)['enforcedNamespaceLabel'] !== undefined;

const hasNothing = ({ spec }: KubeThing): boolean => {
  const { endpoints, podMetricsEndpoints } = (spec ?? {}) as Readonly<Record<string, unknown>>;
  const list = endpoints ?? podMetricsEndpoints;
  return Array.isArray(list) && list.length === 0;
};
