/** The commands that ask whether what setup makes is there, and works. */
import type { CommandSpec } from './command.ts';
import { ALERTS, COMMON, LIVE_CLUSTERS, PROMETHEUS, WHICH } from './flag-groups.ts';

/** What promwire.yaml is to commands that ask clusters themselves. */
const OF_CONTEXTS = {
  config: 'the promwire.yaml that names the contexts of clusters (default: from here up to the root of the repository)',
  clusters: 'the cluster of promwire.yaml whose context is asked; several, or repeated: each',
  allClusters: 'every cluster of promwire.yaml, by its context',
} as const;

export const PROOF_COMMANDS = {
  diff: {
    usage: 'promwire diff [PROFILE | KIND/NAME] [flags]',
    summary: 'show what setup would change',
    about: [
      'Asks the server what each write would do (dry-run); without the right to patch it compares fields itself and says so.',
    ],
    takes: 'application',
    flags: [...LIVE_CLUSTERS, 'stack', ...WHICH, 'variant', ...ALERTS, 'scrapeTwice', 'output', ...COMMON],
    meanings: { ...OF_CONTEXTS, stack: 'the Prometheus that setup would wire into, where there are several' },
    examples: [
      ['promwire diff', 'exit code 0: nothing, 1: changes'],
      ['promwire diff --context eu,us', 'in each of several clusters'],
    ],
  },
  verify: {
    usage: 'promwire verify [PROFILE | KIND/NAME] [flags]',
    summary: 'prove that the targets are up and the rules loaded',
    about: ['Asks Prometheus itself. What cannot be answered yet for a good reason is pending, and no failure.'],
    takes: 'application',
    flags: [
      ...LIVE_CLUSTERS,
      'stack',
      ...WHICH,
      'variant',
      ...ALERTS,
      ...PROMETHEUS,
      'strict',
      'wait',
      'pageOutput',
      ...COMMON,
    ],
    meanings: { ...OF_CONTEXTS, stack: 'the Prometheus that is asked, where there are several' },
    examples: [
      ['promwire verify --strict --timeout 10m', 'wait until every check has run once'],
      ['promwire verify --wait --timeout 10m', 'after a commit: wait until Git has brought it, too'],
      ['promwire verify -o html > verified.html', 'as a page: what is up and down, and why'],
      ['promwire verify --all-clusters', 'in every cluster of promwire.yaml, by its context'],
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;
