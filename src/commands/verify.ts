import { verificationsJson } from '../render/clusters-json.ts';
import { verificationJson } from '../render/plan-json.ts';
import { alertReachText } from '../render/text/alert-reach.ts';
import { clustersText } from '../render/text/clusters.ts';
import { plain } from '../render/text/style.ts';
import type { Style } from '../render/text/style.ts';
import { verificationText } from '../render/text/verification.ts';
import { clustersNamed, onEach, withResults } from './kit/clusters.ts';
import { mustBeOfMany } from './kit/of-many.ts';
import { defineCommand } from './kit/define-command.ts';
import { printResult } from './kit/output.ts';
import { verifiedPage, verifiedPages } from './kit/verified-page.ts';
import { verifyOne } from './kit/verifying.ts';
import type { Verified } from './kit/verifying.ts';

/** `promwire verify`: asks Prometheus whether what setup wires in really works, in one cluster or in several. */
export const verify = defineCommand('verify', async (given) => {
  const { flags, terminal } = given;
  const { pageOutput: form } = flags;
  const named = await clustersNamed(given, true);
  if ('one' in named) {
    const done = await verifyOne(named.one);
    if (form === 'html') terminal.out(await verifiedPage(done, textOf(done, plain), given.signal));
    else
      await printResult(
        terminal,
        form,
        () => jsonOf(done),
        () => textOf(done, terminal.outStyle),
      );
    for (const line of done.beside) terminal.err(`${line}\n`);
    return done.outcomes;
  }
  mustBeOfMany(flags);
  const answers = await onEach(given, named.many, async (asked) => {
    const result = await verifyOne(asked);
    for (const line of result.beside) asked.terminal.err(`${line}\n`);
    return { result, outcomes: result.outcomes };
  });
  const { outStyle: style } = terminal;
  if (form === 'html') terminal.out(await verifiedPages(answers, (done) => textOf(done, plain), given.signal));
  else
    await printResult(
      terminal,
      form,
      () => verificationsJson(withResults(answers, (done) => ({ server: done.server, json: jsonOf(done) }))),
      () =>
        clustersText(answers, style, {
          of: ({ server }) => server,
          brief: ({ verifications }) => (flags.verbose ? undefined : `${verifications.length} verified`),
          whole: (done) => textOf(done, style),
        }),
    );
  return answers.map(({ outcome }) => outcome);
});

function jsonOf({ plan, verifications, reach }: Verified): ReturnType<typeof verificationJson> {
  return verificationJson(plan, verifications, reach);
}

function textOf({ verifications, reach }: Verified, style: Style): string {
  return verificationText(verifications, style) + (reach ? alertReachText(reach, style) : '');
}
