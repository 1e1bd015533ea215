import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { title } from '../../kube/refs.ts';
import { defineClusterCheck } from '../check.ts';
import { expectationsOf, placeText } from './expected.ts';

/** promwire.yaml has the object as one that must be taken, and nothing takes it. What hides that is a gap of the question. */
export const expectedNotTaken = defineClusterCheck({
  id: 'expected-not-taken',
  title: 'An object that must be taken is not',
  kinds: SUBJECT_KINDS,
  reads: [],
  find: (context) =>
    expectationsOf(context).notTaken.map(({ about, expected: { origin }, there, stacks }) => ({
      about,
      origin,
      evidence: { there, source: context.world.snapshot.source, expectedAt: placeText(origin).slice(2, -1), stacks },
    })),
  explain: ({ there, source, expectedAt, stacks }, about) => ({
    summary: there
      ? `${title(about)} must be taken (${expectedAt}), and nothing takes it.`
      : `${title(about)} must be taken (${expectedAt}), and is not ${source === 'files' ? 'among the files' : 'in the cluster'}.`,
    because: stacks.map(({ stack, causes }) =>
      causes.length === 0 ? `${stack}: does not take it` : `${stack}: ${causes.join(', ')}`,
    ),
    remedy: there
      ? 'Remove what keeps it out, or take it out of expect.taken.'
      : 'Bring it back, correct its name or namespace in expect.taken, or take it out there.',
    fix: {
      kind: 'advise',
      steps: [there ? 'Correct the object, or what is expected of it.' : 'Look for what removed or renamed it.'],
      whyNotAutomatic: 'Whether the object or the expectation is wrong is for their owner to say.',
    },
  }),
});
