/** What comes of the objects that must be taken, as promwire.yaml has them. */
import { unrendered } from '../../backends/charts/unrendered.ts';
import { readingGaps } from '../../backends/readers/index.ts';
import { gapText } from '../../kube/gap-text.ts';
import { TAKERS } from '../../kube/kinds.ts';
import { nameOf, title } from '../../kube/refs.ts';
import type { Expected, Gap, KubeObject, Ref } from '../../model/index.ts';
import type { Context } from '../../world/context.ts';
import { hiding } from '../../world/hiding.ts';

const GROUP = 'monitoring.coreos.com';

/** An object that must be taken and is not; `stacks`: those that could, each with the causes that keep it out. */
interface NotTaken {
  readonly about: Ref;
  readonly expected: Expected;
  readonly there: boolean;
  readonly stacks: readonly { readonly stack: string; readonly causes: readonly string[] }[];
}

/** What is taken is in neither list; `open`: what hides whether an object is. */
interface Expectations {
  readonly notTaken: readonly NotTaken[];
  readonly open: readonly { readonly about: Ref; readonly gap: Gap }[];
}

type Answer = 'taken' | { readonly hidden: readonly string[] } | Pick<NotTaken, 'stacks'>;

/** All that is expected, judged. */
export function expectationsOf(context: Context): Expectations {
  const notTaken: NotTaken[] = [];
  const open: Expectations['open'][number][] = [];
  for (const expected of context.world.snapshot.expected ?? []) {
    const { kind, namespace, name } = expected.object;
    const object = context.world
      .inNamespace(GROUP, kind, namespace ?? '')
      .find(({ metadata }) => metadata.name === name);
    const about = { apiVersion: object?.apiVersion ?? `${GROUP}/v1`, ...expected.object };
    const answer = object ? takenBy(context, object) : absent(context, about);
    if (answer === 'taken') continue;
    if ('hidden' in answer) open.push({ about, gap: openGap(about, expected, answer.hidden) });
    else notTaken.push({ about, expected, there: object !== undefined, ...answer });
  }
  return { notTaken, open };
}

function takenBy(context: Context, object: KubeObject): Answer {
  const { world } = context;
  const stacks = context.stacks.filter(({ consumes }) => consumes.includes(object.kind));
  const judged = stacks.map((stack) => context.judgement(object, stack));
  if (judged.some(({ configured }) => configured)) return 'taken';
  const hidden = [
    ...judged.flatMap(({ verdict, gaps }) => (verdict === 'unknown' ? gaps : [])),
    ...readingGaps(world, object.kind, stacks.length > 0),
    ...(TAKERS[object.kind] ?? []).flatMap((taker) => hiding(world.gaps(GROUP, taker))),
  ].map(gapText);
  // What is not among files is no stack that is missing.
  if (stacks.length === 0 && world.snapshot.source === 'files' && hidden.length === 0)
    return { hidden: [`No ${(TAKERS[object.kind] ?? []).join(' or ')} is among what was read.`] };
  if (hidden.length > 0) return { hidden };
  return { stacks: judged.map(({ stack, causes }) => ({ stack: title(stack), causes })) };
}

function absent({ world }: Context, about: Ref): Answer {
  const { snapshot } = world;
  const hides = ({ reason, reads }: Gap): boolean =>
    reason === 'invalid' &&
    (reads.kind === '' || reads.kind === about.kind) &&
    (reads.namespace ?? about.namespace) === about.namespace;
  const gaps =
    snapshot.source === 'files'
      ? snapshot.gaps.filter(hides)
      : hiding(world.gaps(GROUP, about.kind, about.namespace, about.name));
  const hidden = [...gaps.map(gapText), ...unrendered(snapshot, `${about.kind} objects`).map((text) => `${text}.`)];
  return hidden.length > 0 ? { hidden } : { stacks: [] };
}

function openGap(about: Ref, { origin }: Expected, hidden: readonly string[]): Gap {
  const { kind, namespace } = about;
  const sentence = `${kind} ${nameOf(about)} must be taken${placeText(origin)}, and whether it is cannot be told: ${[...new Set(hidden)].join(' ')}`;
  const reads = { group: GROUP, kind, ...(namespace === undefined ? {} : { namespace }) };
  return { reason: 'not-read', reads, sentence, origin };
}

/** " (promwire.yaml:14)". */
export function placeText(origin: Expected['origin']): string {
  return origin.source === 'file' ? ` (${origin.file}:${origin.line})` : '';
}
