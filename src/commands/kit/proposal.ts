/** The proposal that the flags of a command ask for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { stackLines } from '../../app/choose-stack.ts';
import { GRAFANA, propose } from '../../app/propose.ts';
import type { Choices, ProposeOptions, Proposal } from '../../app/propose.ts';
import { analysisOf } from '../../app/read.ts';
import { PromwireError } from '../../errors.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import { nameOf } from '../../kube/refs.ts';
import type { Profile } from '../../model/index.ts';
import { visible } from '../../render/visible.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';
import { settingsOf } from './settings.ts';
import { readWithProgress } from './source.ts';
import type { Terminal } from './terminal.ts';

/** Pause before the cluster is read again, in milliseconds. */
const AGAIN_MS = 5000;

type ChoiceFlags = Flags<'stack' | 'variant' | 'namespace' | 'settings' | 'threshold' | 'alert' | 'alertLabels'>;

type Asking = Context & { readonly flags: ChoiceFlags & { readonly yes?: boolean }; readonly subject: Profile };

/** Reads a cluster and plans, with changes of other owners' labels. Asks the user for a stack where there are several. */
export async function proposeIn(kube: Kube, invocation: Asking, byApi = false): Promise<Proposal> {
  const analysis = analysisOf(await readWithProgress(kube, invocation, { extra: GRAFANA, whole: true }));
  return await propose(analysis, await choicesOf(invocation), {
    correct: true,
    dashboardsByApi: byApi,
    // Who gives --yes is not asked.
    chooseStack: invocation.flags.yes === true ? undefined : askFor(invocation.terminal),
  });
}

/** As proposeIn, again and again while what it looks for is not there (the application, a Prometheus). */
export async function proposeOnceThere(kube: Kube, invocation: Asking): Promise<Proposal> {
  const { terminal, signal } = invocation;
  for (;;) {
    try {
      return await proposeIn(kube, invocation);
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

export async function choicesOf({ flags, subject: profile }: Pick<Asking, 'flags' | 'subject'>): Promise<Choices> {
  const { variant, stack, namespace } = flags;
  return { profile, variant, stack, namespace, settings: await settingsOf(flags) };
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
