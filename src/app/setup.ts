/** The plan of a proposal, carried out: tried, written, verified. */
import type { Outcome } from '../errors.ts';
import { PromwireError } from '../errors.ts';
import type { Grafana } from '../io/grafana/index.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import { patienceWithin, prometheusOver } from '../io/prometheus/index.ts';
import { gapRemedy, gapText } from '../kube/gap-text.ts';
import type { AlertReach, Difference, ImportResult, SetupEvent, Verification } from '../model/index.ts';
import { alertReach } from './alert-reach.ts';
import { deadlineIn } from './deadline.ts';
import { importDashboards } from './dashboard-import.ts';
import { importOutcomes, verificationOutcome } from '../outcomes.ts';
import type { Proposal } from './propose.ts';
import { setupWords, tryAll, verified, writeAll } from './setup-steps.ts';
import { carriedOut } from './verify.ts';

export { reportBefore } from './setup-report.ts';

export interface SetupOptions {
  /** Every write is tried on the server, and nothing is stored. */
  readonly dryRun?: boolean;
  /** Fields of our own objects that another owner changed are set again. */
  readonly takeBack?: boolean;
  /** Asked instead of the Prometheus in the cluster; the caller closes it. */
  readonly direct?: DirectPrometheus | undefined;
  /** The dashboards go into this Grafana; it is opened when everything else was tried. */
  readonly grafana?:
    | {
        readonly open: (signal: AbortSignal) => Promise<{ readonly grafana: Grafana; readonly close: () => void }>;
        /** Title of the folder; the profile's by default. */
        readonly folder?: string | undefined;
        /** Replace a dashboard that another person changed, or that is not promwire's. */
        readonly overwrite?: boolean;
      }
    | undefined;
  /** Called before `writes` objects are written, if any: a rejection leaves all as it is. */
  readonly confirm?: (writes: number) => Promise<void>;
  readonly onEvent?: (event: SetupEvent) => void;
  /**
   * Longest time for trying the writes, and then for writing until what was applied works, in milliseconds; 0 by default:
   * one look, which takes as long as it takes.
   */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal;
}

/** What setup did of its plan. */
export interface SetupResult {
  readonly differences: readonly Difference[];
  readonly verifications: readonly Verification[];
  /** Whom the alerts reach; undefined where nothing was verified, or there are none. */
  readonly reach?: AlertReach | undefined;
  /** Through Grafana's API. */
  readonly dashboards?: ImportResult | undefined;
  readonly outcomes: readonly Outcome[];
}

/**
 * Tries every write on the server, asks `confirm`, writes, and waits until it works. A plan that is blocked is not
 * begun. Throws PromwireError: 'forbidden' (something may not be seen or written), 'failed' (the server refuses a
 * write), 'unreachable', 'interrupted' (the signal was aborted); events tell what was and was not written by then.
 */
export async function setup(kube: Kube, proposal: Proposal, options: SetupOptions = {}): Promise<SetupResult> {
  const { blocked, unknown } = proposal.plan;
  if (unknown[0])
    throw new PromwireError(
      'forbidden',
      `not everything could be seen, so nothing is written: ${gapText(unknown[0])}`,
      `${gapRemedy(unknown[0])}, or use promwire generate with labels given by flags.`,
    );
  if (blocked.length === 0) return await carryOut(kube, proposal, options);
  options.onEvent?.({ kind: 'planned', differences: [] });
  return { differences: [], verifications: [], outcomes: ['findings'] };
}

async function carryOut(kube: Kube, proposal: Proposal, options: SetupOptions): Promise<SetupResult> {
  const { dryRun = false, direct, grafana, confirm, onEvent, signal = new AbortController().signal } = options;
  const { timeoutMs = 0 } = options;
  const begin = AbortSignal.any([signal, deadlineIn(timeoutMs, 'every write was tried').signal]);
  if (direct) {
    onEvent?.({ kind: 'asking', text: `asking ${direct.name}` });
    await mustAnswer(direct, timeoutMs, signal);
  }
  const differences = await tryAll(kube, proposal.plan.changes, setupWords(proposal), { ...options, signal: begin });
  onEvent?.({ kind: 'planned', differences });
  const opened = await grafana?.open(begin);
  try {
    const brought = async (trying: boolean, ends: AbortSignal): Promise<ImportResult | undefined> => {
      if (!opened) return undefined;
      const { folder = proposal.profile.title, overwrite = false } = grafana ?? {};
      const asked = { folder, overwrite, dryRun: trying, signal: ends };
      return await importDashboards(opened.grafana, proposal.variant.dashboards, asked);
    };
    const announce = (result: ImportResult | undefined, trying: boolean): void => {
      if (result) onEvent?.({ kind: 'dashboards', result, dryRun: trying });
    };
    const wanted = await brought(true, begin);
    announce(wanted, true);
    if (dryRun)
      return { differences, verifications: [], dashboards: wanted, outcomes: wanted ? importOutcomes(wanted) : [] };
    const changes = differences.flatMap(({ state, change }) => (state === 'unchanged' ? [] : [change]));
    const importing = wanted?.steps.filter(({ outcome }) => outcome === 'created' || outcome === 'updated') ?? [];
    const writes = changes.length + importing.length;
    if (writes > 0) await confirm?.(writes);
    const deadline = deadlineIn(timeoutMs, 'all was written and worked');
    const ends = AbortSignal.any([signal, deadline.signal]);
    await writeAll(kube, changes, setupWords(proposal), { ...options, signal: ends });
    const dashboards = importing.length > 0 ? await brought(false, ends) : wanted;
    announce(dashboards, false);
    const verifications = await verified(kube, proposal, changes.length > 0, { ...options, signal, deadline });
    const reach = await alertReach(kube, carriedOut(proposal), { signal, deadline });
    if (reach) onEvent?.({ kind: 'reach', reach });
    const outcomes = [
      ...verifications.map((verification) => verificationOutcome(verification, false)),
      ...(dashboards ? importOutcomes(dashboards) : []),
    ];
    return { differences, verifications, reach, dashboards, outcomes };
  } finally {
    opened?.close();
  }
}

/** Finds a mistyped address before anything is written. Throws PromwireError 'unreachable'. */
async function mustAnswer(
  { name, transport, contact }: DirectPrometheus,
  timeoutMs: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const answer = await prometheusOver({ name }, transport, { contact, ...patienceWithin(timeoutMs) }).version(signal);
  if (answer.kind === 'unknown') throw new PromwireError('unreachable', answer.detail, answer.next);
}
