/** The proposal that the flags of a command ask for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { namedApplication } from '../../app/metrics/application.ts';
import { readPage } from '../../app/metrics/given.ts';
import { objectDescribed } from '../../app/profile-file/detect.ts';
import type { Application } from '../../app/subject.ts';
import { askDirect, askInCluster } from '../../app/ask.ts';
import { stackLines } from '../../app/choose-stack.ts';
import { DAEMONS, GRAFANA, propose } from '../../app/propose.ts';
import type { Choices, ProposeOptions, Proposal } from '../../app/propose.ts';
import { analysisOf } from '../../app/read.ts';
import { PromwireError } from '../../errors.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import type { DirectPrometheus } from '../../io/prometheus/direct.ts';
import { nameOf } from '../../kube/refs.ts';
import type { Analysis } from '../../judge/analysis.ts';
import type { Reads } from '../../model/index.ts';
import { visible } from '../../render/visible.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';
import { settingsOf } from './settings.ts';
import { readWithProgress } from './source.ts';
import type { Terminal } from './terminal.ts';

/** Pause before the cluster is read again, in milliseconds. */
const AGAIN_MS = 5000;

type ChoiceFlags = Flags<'stack' | 'variant' | 'namespace' | 'settings' | 'threshold' | 'alert' | 'alertLabels'>;

export type Asking = Context & {
  readonly flags: ChoiceFlags &
    Partial<Flags<'port' | 'path' | 'metrics' | 'scrapeTwice'>> & { readonly yes?: boolean };
  readonly subject: Application;
};

/** Reads a cluster and plans, with changes of other owners' labels. Asks the user for a stack where there are several. */
export async function proposeIn(
  kube: Kube,
  invocation: Asking,
  { byApi = false, direct }: { readonly byApi?: boolean; readonly direct?: DirectPrometheus | undefined } = {},
): Promise<Proposal> {
  const analysis = analysisOf(await readWithProgress(kube, invocation, { extra: readsFor(invocation), whole: true }));
  return await propose(analysis, await choicesIn(kube, analysis, invocation), {
    correct: true,
    dashboardsByApi: byApi,
    askIn: async (stack) =>
      direct ? askDirect(direct, invocation.signal) : await askInCluster(kube, { analysis, stack }, invocation.signal),
    // Who gives --yes is not asked.
    chooseStack: invocation.flags.yes === true ? undefined : askFor(invocation.terminal),
  });
}

/** As proposeIn, again and again while what it looks for is not there (the application, a Prometheus). */
export async function proposeOnceThere(
  kube: Kube,
  invocation: Asking,
  options: Parameters<typeof proposeIn>[2] = {},
): Promise<Proposal> {
  const { terminal, signal } = invocation;
  for (;;) {
    try {
      return await proposeIn(kube, invocation, options);
    } catch (error) {
      if (!(error instanceof PromwireError) || error.code !== 'failed') throw error;
      terminal.progress(`waiting: ${error.message}`);
      const over = await sleep(AGAIN_MS, false, { signal }).catch(() => true);
      if (!over) continue;
      // At the end of the time it still is the reason; a person who ends it knows.
      const why: unknown = signal.reason;
      throw why instanceof PromwireError && why.code === 'interrupted' ? why : error;
    }
  }
}

/** The lists that are read besides those of a check. */
export function readsFor({ subject }: Pick<Asking, 'subject'>): readonly Reads[] {
  const kind =
    subject.kind === 'object' ? subject.object.kind : subject.kind === 'file' && subject.described.file.detect.kind;
  if (kind !== 'DaemonSet') return GRAFANA;
  return [...GRAFANA, ...DAEMONS];
}

/** What is wanted, by flags and words. Without a cluster nobody can be asked for metrics. */
export async function choicesIn(
  kube: Kube | undefined,
  analysis: Analysis,
  { flags, subject, terminal, signal }: Asking,
): Promise<Choices> {
  const { variant, stack, namespace, port, path, metrics, scrapeTwice: twice } = flags;
  const others = { variant, stack, namespace, settings: await settingsOf(flags), twice };
  if (subject.kind === 'profile') {
    const [wrong] = [port && '--port', path && '--path', metrics && '--metrics'].filter(Boolean);
    if (wrong)
      throw new PromwireError(
        'usage',
        `${wrong}: ${subject.profile.id} needs none`,
        'It goes with KIND/NAME, such as service/web.',
      );
    return { ...others, profile: subject.profile };
  }
  const described = subject.kind === 'file' ? subject.described : undefined;
  if (described && metrics !== undefined)
    throw new PromwireError(
      'usage',
      '--metrics: not with --profile',
      'The file has the alerts and the dashboard already.',
    );
  const object = subject.kind === 'file' ? objectDescribed(analysis, subject.described, namespace) : subject.object;
  const application = await namedApplication(kube, analysis, object, {
    namespace,
    port,
    path,
    described,
    page: metrics === undefined ? undefined : readPage(metrics),
    onStep: (text) => terminal.progress(text),
    signal,
  });
  return { ...others, application };
}

/** How a person chooses a stack; undefined where nobody can be asked. */
export function askFor(terminal: Terminal): ProposeOptions['chooseStack'] {
  if (!terminal.interactive) return undefined;
  return async (stacks, app) => {
    terminal.err(`Several stacks could take ${app.title}:\n${stackLines(stacks).map(visible).join('\n')}\n`);
    for (;;) {
      const answer = (await terminal.ask(`Which one? [1-${stacks.length}] `))?.trim() ?? '';
      if (answer === '') throw new PromwireError('usage', 'no stack chosen', 'Say which with --stack NS/NAME.');
      const chosen =
        stacks[Number(answer) - 1] ?? stacks.find(({ stack }) => [stack.ref.name, nameOf(stack.ref)].includes(answer));
      if (chosen) return chosen.stack;
      terminal.err(`${visible(answer)} is none of them: give a number from 1 to ${stacks.length}.\n`);
    }
  };
}
