import type { EffectContext } from '../../world/context.ts';
import { defineStackCheck } from '../check.ts';
import { KNOWS_AUTHORIZATION, stumblesIn, stumblesInStack } from '../../backends/prometheus-operator/crash.ts';
import type { Stumble } from '../../backends/prometheus-operator/crash.ts';
import { SCRAPE_KINDS, SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { keyOf, refOf, title } from '../../kube/refs.ts';
import { operatorsOf } from '../../backends/prometheus-operator/selection.ts';
import type { Fix, JsonObject, Ref, Stack } from '../../model/index.ts';

/** One object makes the operator itself end, again and again: nobody in its reach is served any more. */
export const operatorCrashes = defineStackCheck({
  id: 'operator-crashes',
  title: 'One object makes the operator crash',
  stage: 'effect',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: culpritsNear,
  about: ({ culprit }) => culprit,
  explain: ({ culprit, stack, version, fields, stumbles }) => ({
    summary: `${title(culprit)} makes the operator crash: ${title(stack)} is older than Prometheus ${KNOWS_AUTHORIZATION}, and ${fields.length === 1 ? 'a field is' : 'fields are'} newer.`,
    because: [
      ...fields.map((field) => `${field} is set, which Prometheus knows since ${KNOWS_AUTHORIZATION}`),
      `${title(stack)} spec.version: ${version} (the operator goes by this field, not by the image)`,
      'The operator ends with "index out of range" when it writes this configuration, and again after each restart: no monitor, rule or Prometheus in its reach is served.',
    ],
    remedy: `Have the owner of ${title(stack)} set spec.version to ${KNOWS_AUTHORIZATION} or newer, or take ${fields.join(', ')} out: the token of a monitor can be in bearerTokenSecret.`,
    fix: fixOf(culprit, stack, stumbles),
  }),
});

type Culprit = Readonly<{
  culprit: Ref;
  stack: Ref;
  version: string;
  fields: readonly string[];
  /** Of the monitor itself. */
  stumbles: readonly Readonly<{ path?: readonly string[]; name?: string; key?: string; was?: JsonObject }>[];
}>;

/** What makes an operator of this stack crash, in it or in another stack. */
function culpritsNear(stack: Stack, context: EffectContext): readonly Culprit[] {
  const operators = (of: Stack): readonly string[] => (operatorsOf(of) ?? []).map(({ operator }) => keyOf(operator));
  const ours = new Set(operators(stack));
  const beside = context.stacks.filter((other) => other === stack || operators(other).some((key) => ours.has(key)));
  return beside.flatMap((other) => culpritsOf(other, context));
}

/** The stack itself and the objects of it that the operator stumbles over. Whether they are selected is asked last. */
function culpritsOf(stack: Stack, { world, selected }: EffectContext): readonly Culprit[] {
  const made = (culprit: Ref, stumbles: readonly Stumble[]): Culprit => ({
    culprit,
    stack: stack.ref,
    version: stack.version ?? '',
    fields: [...new Set(stumbles.map(({ field }) => field))],
    stumbles: stumbles.map(({ path, token }) => ({ ...(path ? { path } : {}), ...token })),
  });
  const itself = stumblesInStack(stack);
  const monitors = SCRAPE_KINDS.filter((kind) => stack.consumes.includes(kind)).flatMap((kind) =>
    world.all('monitoring.coreos.com', kind).flatMap((object) => {
      const found = stumblesIn(object, stack);
      return found.length > 0 && selected(object, stack) ? [made(refOf(object), found)] : [];
    }),
  );
  return itself.length > 0 ? [made(stack.ref, itself), ...monitors] : monitors;
}

/** A token alone has a field that every version knows. */
function fixOf(culprit: Ref, stack: Ref, stumbles: Culprit['stumbles']): Fix {
  const fields = stumbles.flatMap(({ path, name, key, was }) =>
    path && name !== undefined && key !== undefined && was !== undefined && culprit.kind !== 'ScrapeConfig'
      ? [
          { path, was, becomes: null },
          { path: [...path.slice(0, -1), 'bearerTokenSecret'], was: null, becomes: { name, key } },
        ]
      : [],
  );
  if (fields.length === 2 * stumbles.length && fields.length > 0)
    return { kind: 'patch', object: culprit, fields, risk: 'None known: the same token is sent in the same header.' };
  return {
    kind: 'advise',
    steps: [`Set spec.version of ${title(stack)} to ${KNOWS_AUTHORIZATION} or newer, and its image with it.`],
    whyNotAutomatic: 'An upgrade of Prometheus is for its owner to decide, and older versions have no such field.',
  };
}
