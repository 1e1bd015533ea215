/** The commands that change what is found, and take that back. */
import type { CommandSpec } from './command.ts';
import { CLUSTER, COMMON, CONFIG } from './flag-groups.ts';

export const FIX_COMMANDS = {
  fix: {
    usage: 'promwire fix [PROFILE | KIND/NAME …] [--from PATH] [flags]',
    summary: 'change what check finds, in the cluster or in files, and show what is left',
    about: [
      'Finds what check finds and changes the fields at fault. Every change is proven first: looked at again, what it is',
      'for is gone and nothing else is worse; what cannot be proven is not changed. Objects that a chart, a tool or a',
      'controller makes are left alone: what their source takes (values of the chart, a patch for Flux, Argo CD or',
      'Kustomize, fields of a parent) is printed, and with --out written to files.',
      'In the cluster it shows the changes, tries all of them, asks, writes, and waits until targets are up and rules are',
      'loaded; promwire undo takes them back. With --from it prints a diff that git apply takes, and only --write writes;',
      'comments, order, quotes and line ends of all else stay. Exit code 1 while something is left, or (of files) is only',
      'shown.',
      'In a repository with a promwire.yaml these are the files that it names, as for check; --no-config takes the cluster in',
      'use. What was captured of a cluster, or is made by a tool, is not edited.',
      'Of several ways it takes the least invasive that can be proven, and names the others with their price; --how takes',
      'another one: object (its own fields), source (what its owner takes, printed), copy (next to an owned object), selector',
      '(of the Prometheus), rights (a Role), policy (of the API server, printed).',
    ],
    takes: 'subjects',
    flags: [
      ...([...CLUSTER, 'stack', 'how', 'from', 'defaultNamespace', 'captured', ...CONFIG] as const),
      ...(['write', 'dryRun', 'yes', 'out', 'force'] as const),
      ...(['failOn', 'output', ...COMMON] as const),
    ],
    examples: [
      ['promwire fix', 'show the changes and ask'],
      ['promwire fix servicemonitor/web -n shop --yes', 'one object, without a terminal'],
      ['promwire fix --from deploy/', 'show the difference'],
      ['promwire fix --from deploy/ --write', 'change the files'],
      ['promwire fix servicemonitor/web -n shop --from deploy/ | git apply', 'one object in files'],
      ['promwire fix servicemonitor/web -n shop --how selector', 'in another way'],
      ['promwire fix --dry-run --out fixes/', 'what the sources of charts and controllers take'],
    ],
  },
  undo: {
    usage: 'promwire undo [KIND/NAME …] [flags]',
    summary: 'take back what fix changed in the cluster',
    about: [
      'Puts back the fields that promwire fix changed, as its annotation promwire.dev/fixed on each object remembers them,',
      'where promwire itself wrote that. A field that was changed since is left, and named. Shows the changes, tries all of',
      'them and asks, as fix does.',
    ],
    takes: 'subjects',
    flags: [...CLUSTER, 'dryRun', 'yes', 'output', ...COMMON],
    examples: [
      ['promwire undo --dry-run', 'show what would be put back'],
      ['promwire undo servicemonitor/web -n shop', 'one object'],
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;
