/** The fixes that are tried: those that fix takes by itself, or those of a way that was chosen. */
import { PromwireError } from '../errors.ts';
import type { Analysis } from '../judge/analysis.ts';
import { groupBy } from '../kube/group.ts';
import { FIXED } from '../kube/owner.ts';
import { keyOf, title } from '../kube/refs.ts';
import type { Finding, ObjectFix, Way } from '../model/index.ts';
import { fixesOf } from './fixes.ts';
import type { Fixes } from './fixes.ts';
import { pricedWays } from './priced-ways.ts';
import type { CommandWords } from './priced-ways.ts';
import { AUTOMATIC, CHOICES, rightsFixes, selectorFixes, waysOf } from './ways.ts';

/** So many findings are named where none has the way that was chosen. */
const NAMED = 3;

/**
 * What is to be tried. `copies`: those of the objects that others own. Throws PromwireError 'usage' where no finding has the
 * way that was chosen.
 */
export function wantedFixes(
  findings: readonly Finding[],
  analysis: Analysis,
  how: Way | undefined,
  copies: readonly ObjectFix[],
  words?: CommandWords,
): Fixes {
  const { world } = analysis;
  if (how === undefined) return fixesOf(findings, world);
  const weighed = findings.filter(({ severity }) => severity !== 'info');
  const those = weighed.filter((finding) => waysOf(finding, analysis).includes(how));
  if (those.length === 0 && weighed.length > 0) throw noWay(weighed, analysis, how);
  switch (how) {
    case 'object':
    case 'source': {
      const chosen = Object.entries(CHOICES).flatMap(([cause, ways]) => (ways.includes(how) ? [cause] : []));
      return fixesOf(those, world, [...AUTOMATIC, ...chosen]);
    }
    case 'copy':
      return { fixes: copies, left: [] };
    case 'rights':
      return { fixes: rightsFixes(those, analysis, FIXED), left: [] };
    case 'selector':
      return { fixes: selectorFixes(those, analysis), left: [] };
    case 'policy':
      return { fixes: [], left: byPolicy(those, analysis, words) };
  }
}

/** The commands that print the policies: promwire itself changes nothing then. */
function byPolicy(findings: readonly Finding[], analysis: Analysis, words: CommandWords | undefined): Fixes['left'] {
  return [...groupBy(findings, ({ object }) => keyOf(object)).values()].flatMap((group) =>
    group.slice(0, 1).map(({ object }) => ({
      object,
      checks: [...new Set(group.map(({ check }) => check))],
      why: 'It is not changed: the API server does it, with what this command prints.',
      ways: pricedWays(group, analysis, { words }).filter(({ how }) => how === 'policy'),
    })),
  );
}

function noWay(findings: readonly Finding[], analysis: Analysis, how: Way): PromwireError {
  const named = findings.slice(0, NAMED).map((finding) => {
    const ways = pricedWays([finding], analysis).map((way) => `--how ${way.how} (${way.price})`);
    return `${finding.check} of ${title(finding.object)} has ${ways.length === 0 ? 'no way that promwire can go' : ways.join(', ')}.`;
  });
  return new PromwireError('usage', `no finding here can be fixed by --how ${how}`, named.join(' '));
}
