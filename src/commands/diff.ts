import { diffsJson } from '../render/clusters-json.ts';
import { diffJson } from '../render/plan-json.ts';
import { clustersText } from '../render/text/clusters.ts';
import { planText } from '../render/text/plan.ts';
import type { Style } from '../render/text/style.ts';
import { clustersNamed, onEach, withResults } from './kit/clusters.ts';
import { defineCommand } from './kit/define-command.ts';
import { diffOne } from './kit/diffing.ts';
import type { Diffed } from './kit/diffing.ts';
import { mustBeOfMany } from './kit/of-many.ts';
import { printResult } from './kit/output.ts';

/** `promwire diff`: what setup would change, in one cluster or in several. */
export const diff = defineCommand('diff', async (given) => {
  const { flags, terminal } = given;
  const { outStyle: style } = terminal;
  const textOf = (done: Diffed): string => diffText(done, style, flags.verbose);
  const named = await clustersNamed(given, true);
  if ('one' in named) {
    const done = await diffOne(named.one);
    await printResult(
      terminal,
      flags.output,
      () => jsonOf(done),
      () => textOf(done),
    );
    for (const line of done.beside) terminal.err(`${line}\n`);
    return done.outcomes;
  }
  mustBeOfMany(flags);
  const answers = await onEach(given, named.many, async (asked) => {
    const result = await diffOne(asked);
    for (const line of result.beside) asked.terminal.err(`${line}\n`);
    return { result, outcomes: result.outcomes };
  });
  await printResult(
    terminal,
    flags.output,
    () => diffsJson(withResults(answers, (done) => ({ server: done.server, json: jsonOf(done) }))),
    () =>
      clustersText(answers, style, {
        of: ({ server }) => server,
        brief: () => (flags.verbose ? undefined : 'no changes'),
        whole: textOf,
      }),
  );
  return answers.map(({ outcome }) => outcome);
});

function jsonOf({ proposal, differences }: Diffed): ReturnType<typeof diffJson> {
  return diffJson(proposal.plan, differences);
}

/** Where writes are refused, that nothing else changes is not that nothing is to be changed. */
function diffText({ refused, differences, proposal }: Diffed, style: Style, verbose: boolean): string {
  return refused.length > 0 && differences.every(({ state }) => state === 'unchanged')
    ? ''
    : planText(proposal.plan, differences, style, verbose, proposal.app.target !== undefined);
}
