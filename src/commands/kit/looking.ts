/** One cluster, or the files that are for it, opened to be looked at by check. */
import { checkAgainst } from '../../app/observe-address.ts';
import { checkCluster } from '../../app/check-cluster.ts';
import type { CheckReport } from '../../app/check.ts';
import { withCluster } from '../../app/cluster-commands.ts';
import { areObjects } from '../../app/question.ts';
import { askedBy, titleOf } from './check-flags.ts';
import { contextWords } from './carried.ts';
import type { OfOne } from './clusters.ts';
import { readNamed, withConfig } from './config.ts';
import type { Invocation } from './define-command.ts';
import { excused } from './excuses.ts';
import { fixOffer } from './fix-offer.ts';
import type { ReportFlags } from './output.ts';
import { directOf } from './prometheus.ts';
import { reading } from './reading.ts';
import { filled, openCluster } from './source.ts';
import { timeoutOf, within } from './within.ts';

export type CheckOfOne = OfOne<Invocation<'check'>>;

/** What was found, and how it is printed. */
export interface Looked {
  readonly report: CheckReport;
  /** The address of the API server; absent: files were read. */
  readonly server?: string | undefined;
  readonly options: ReportFlags;
}

export interface Looking {
  /** As it was asked for, with what promwire.yaml says. */
  readonly invocation: CheckOfOne;
  readonly look: (on: CheckOfOne) => Promise<Looked>;
  readonly close: () => void;
}

/** Nothing is read yet. Throws PromwireError 'usage'. */
export async function openLook(given: CheckOfOne): Promise<Looking> {
  const { invocation, cluster } = await withConfig(given);
  const { flags, subject: subjects } = invocation;
  const { from, readSecrets, captured } = flags;
  const options = askedBy(flags, subjects);
  const direct = directOf(flags, invocation);
  const kube = from.length > 0 ? undefined : await openCluster(invocation);
  const read = async (asked: CheckOfOne): Promise<CheckReport> => {
    if (!kube)
      return await checkAgainst(direct, await readNamed(asked, cluster), {
        ...options,
        signal: asked.signal,
        timeoutMs: timeoutOf(flags),
      });
    return await checkCluster(kube, {
      ...options,
      readSecrets,
      expected: cluster?.expected,
      fill: captured.length === 0 ? undefined : async (snapshot) => await filled(snapshot, asked),
      onRead: reading(asked.terminal, kube.server),
      onStep: (text) => asked.terminal.progress(text),
      signal: asked.signal,
    });
  };
  return {
    invocation,
    look: async (on) => {
      const asked = within(on, kube ? undefined : 'the files were read and judged');
      const found = excused(await read(asked), cluster, options, asked.terminal);
      const report = kube ? withCluster(found, contextWords(flags)) : found;
      const single = subjects.some(({ kind }) => !['everything', 'profile'].includes(kind));
      const of = kube?.server ?? from.map(titleOf).join(', ');
      const byConfig = cluster !== undefined;
      const offer = fixOffer(report, { ...flags, subjects, byConfig });
      return {
        report,
        server: kube?.server,
        options: { ...flags, single, byName: areObjects(subjects), byConfig, offer, of },
      };
    },
    close: () => {
      kube?.close();
      direct?.close();
    },
  };
}
