import { describe, expect, it } from '@jest/globals';
import { proseText } from '../../../src/render/text/lines.ts';
import { coloured, plain } from '../../../src/render/text/style.ts';

/** As on a terminal of 60 columns. */
const NARROW = { ...plain, width: 60 };

describe('prose on stderr', () => {
  it.each([
    [
      'a hint is wrapped with its own indent',
      'promwire: --threshold objective=2: not between 0 and 1\n  It takes a number between 0 and 1, such as 0.99, at least 0.85; as shipped it is 0.99.\n',
      'promwire: --threshold objective=2: not between 0 and 1\n  It takes a number between 0 and 1, such as 0.99, at least\n  0.85; as shipped it is 0.99.\n',
    ],
    [
      'what follows a label hangs below its text',
      'note: the flags are added to what an earlier run set at PrometheusRule kuberhealthy/promwire-kuberhealthy\n',
      'note: the flags are added to what an earlier run set at\n      PrometheusRule kuberhealthy/promwire-kuberhealthy\n',
    ],
    [
      'a command of a line of its own is copied, so it is never broken',
      'note: take it out\n  helm upgrade kuberhealthy kuberhealthy/kuberhealthy -n kuberhealthy --reset-then-reuse-values\n',
      'note: take it out\n  helm upgrade kuberhealthy kuberhealthy/kuberhealthy -n kuberhealthy --reset-then-reuse-values\n',
    ],
    [
      'nor is a command of ours within a sentence',
      'promwire: not all of it works yet. promwire check kuberhealthy -n kuberhealthy -v shows why.\n',
      'promwire: not all of it works yet.\n          promwire check kuberhealthy -n kuberhealthy -v\n          shows why.\n',
    ],
    [
      'nor is one without a flag',
      'promwire: nothing was to be changed, and not all of it works yet. promwire verify asks again.\n',
      'promwire: nothing was to be changed, and not all of it works\n          yet. promwire verify asks again.\n',
    ],
    [
      'nor is one without a flag at the end of a line',
      'note: nothing of it is there; what setup made is gone. promwire verify asks again.\n',
      'note: nothing of it is there; what setup made is gone.\n      promwire verify asks again.\n',
    ],
    [
      'a command that renders a chart stays on one line',
      `note: render it: yq 'select(.kind=="A b").spec.values' a.yaml | helm template web web --version 1 -n obs -f - | promwire check --from - --from .\n`,
      `note: render it:\n      yq 'select(.kind=="A b").spec.values' a.yaml | helm template web web --version 1 -n obs -f - | promwire check --from - --from .\n`,
    ],
    ['what fits stays as it is', 'applied ConfigMap a/b\n', 'applied ConfigMap a/b\n'],
  ])('%s', (_, text, shown) => {
    expect(proseText(text, NARROW)).toBe(shown);
  });

  it('colours take no columns', () => {
    const text = `${coloured.red('promwire:')} ${'four '.repeat(9)}ok\n`;
    expect(text.length).toBeGreaterThan(NARROW.width);
    expect(proseText(text, NARROW)).toBe(text);
  });
});
