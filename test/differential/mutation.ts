import type { Rulebook } from '../../src/judge/analysis.ts';
import type { Requirement, Selection, Selector, Stack } from '../../src/model/index.ts';

/* Mistakes on purpose: the same engine, but the backend it is given reads one operator of selectors wrongly. */

/** What each mistake makes of one requirement. */
export const MISTAKES: Readonly<Record<string, (requirement: Requirement) => readonly Requirement[]>> = {
  'NotIn wants the label to be there': (requirement) =>
    requirement.operator === 'NotIn'
      ? [requirement, { ...requirement, operator: 'Exists', values: [] }]
      : [requirement],
  'In looks at the first value only': (requirement) =>
    requirement.operator === 'In' ? [{ ...requirement, values: requirement.values.slice(0, 1) }] : [requirement],
  'Exists is not met by an empty value': (requirement) =>
    requirement.operator === 'Exists'
      ? [requirement, { ...requirement, operator: 'NotIn', values: [''] }]
      : [requirement],
  'DoesNotExist is met by an empty value': (requirement) =>
    requirement.operator === 'DoesNotExist'
      ? [{ ...requirement, operator: 'NotIn', values: ['x', 'y', 'a', 'b', 'c'] }]
      : [requirement],
};

/** The rulebook whose backends make that mistake in every selector of every stack. */
export const withMistake = (
  rulebook: Rulebook,
  mistake: (requirement: Requirement) => readonly Requirement[],
): Rulebook => {
  const wrong = (selector: Selector): Selector =>
    selector.kind === 'matching' ? { ...selector, requirements: selector.requirements.flatMap(mistake) } : selector;
  const wrongStack = (stack: Stack): Stack => ({
    ...stack,
    selections: Object.fromEntries(
      Object.entries(stack.selections).map(([kind, selection]): readonly [string, Selection] => [
        kind,
        { ...selection, objects: wrong(selection.objects), namespaces: wrong(selection.namespaces) },
      ]),
    ),
  });
  return {
    ...rulebook,
    backends: rulebook.backends.map((backend) => ({
      ...backend,
      findStacks: (world) => backend.findStacks(world).map(wrongStack),
    })),
  };
};
