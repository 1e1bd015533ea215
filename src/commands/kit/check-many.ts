/** `promwire check` of several clusters. */
import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import { checkOutcomes } from '../../outcomes.ts';
import { askedBy } from './check-flags.ts';
import { onEach } from './clusters.ts';
import type { OneOfMany, Worked } from './clusters.ts';
import type { Invocation } from './define-command.ts';
import { mustBeOfMany } from './of-many.ts';
import { openLook } from './looking.ts';
import { pusherOf } from './pushing.ts';
import type { CheckOfOne, Looked } from './looking.ts';
import { printReports } from './reports-output.ts';

type Asked = Invocation<'check'>;

/** What cannot be asked of any is said before anything is read. Throws PromwireError 'usage'. */
export async function checkMany(invocation: Asked, clusters: readonly OneOfMany<Asked>[]): Promise<readonly Outcome[]> {
  const { flags, subject, terminal } = invocation;
  if (flags.watch !== undefined)
    throw new PromwireError('usage', '--watch with several clusters', 'It looks at one: name that one.');
  mustBeOfMany(flags);
  askedBy(flags, subject);
  const pusher = pusherOf(invocation);
  const answers = await onEach(invocation, clusters, async (asked) => await looked(asked));
  await printReports(terminal, flags, answers);
  try {
    await pusher.push(async () => await (await import('../../render/metrics.ts')).reportsMetrics(answers));
  } finally {
    pusher.close();
  }
  return answers.map(({ outcome }) => outcome);
}

async function looked(asked: CheckOfOne): Promise<Worked<Looked>> {
  const looking = await openLook(asked);
  try {
    const result = await looking.look(looking.invocation);
    return { result, outcomes: checkOutcomes(result.report, asked.flags.failOn) };
  } finally {
    looking.close();
  }
}
