/** Stacks and objects by the names that a person gives. */
import { gapRemedy, gapText } from '../kube/gap-text.ts';
import { PromwireError } from '../errors.ts';
import type { Analysis } from '../judge/analysis.ts';
import { nearest } from '../kube/nearest.ts';
import { groupOf, nameOf } from '../kube/refs.ts';
import type { NamedObject, Ref, Stack } from '../model/index.ts';
import { mustExist } from '../judge/must-exist.ts';
import { command } from '../kube/shell.ts';

/** The stack that is called "NS/NAME" or "NAME". Throws PromwireError 'usage' if there is none, or several. */
export function stackByName(analysis: Analysis, name: string): Stack {
  const whole = (ref: Ref): string => `${ref.kind.toLowerCase()}/${nameOf(ref)}`;
  const found = analysis.stacks.filter(({ ref }) => [nameOf(ref), ref.name, whole(ref)].includes(name));
  const [first, second] = found;
  if (first && !second) return first;
  // A Prometheus and a ThanosRuler may have one name.
  const alike = new Set(found.map(({ ref }) => nameOf(ref))).size < found.length;
  const known = analysis.stacks.map(({ ref }) => (alike ? whole(ref) : nameOf(ref))).join(', ');
  const hint = known === '' ? 'No Prometheus object was found at all.' : `There are: ${known}.`;
  throw new PromwireError(
    'usage',
    second ? `--stack ${name} names more than one` : `--stack ${name}: there is none of that name`,
    hint,
  );
}

/** An object among those read. Throws PromwireError 'usage' (several), 'forbidden' (not to be seen), 'failed' (none). */
export function objectByName(
  analysis: Analysis,
  { word, name, ...known }: NamedObject,
  namespace: string | undefined,
): Ref {
  const found = analysis.world
    .all(groupOf(known.apiVersion), known.kind)
    .filter(
      (object) => object.metadata.name === name && (namespace === undefined || object.metadata.namespace === namespace),
    );
  const [first, second] = found;
  if (!first) {
    const gaps = analysis.world.gaps(groupOf(known.apiVersion), known.kind, namespace, name);
    if (gaps[0]?.reason === 'not-read' && analysis.world.snapshot.source === 'cluster')
      throw new PromwireError(
        'failed',
        `${word} is not among the objects that promwire looks at`,
        `Of ${known.kind} objects only dashboards are read: those with the label of a sidecar, or named with their namespace (-n).`,
      );
    const type = word.slice(0, word.indexOf('/'));
    const others = analysis.world.all(groupOf(known.apiVersion), known.kind).map(({ metadata }) => metadata);
    const elsewhere = others.find((other) => other.name === name)?.namespace;
    const near = nearest(
      name,
      others.filter((other) => namespace === undefined || other.namespace === namespace).map((other) => other.name),
    );
    const meant = elsewhere === undefined ? near && `${type}/${near}` : `${word} -n ${elsewhere}`;
    if (gaps[0]?.reason === 'not-among-files')
      throw new PromwireError(
        'failed',
        `there is no ${known.kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`} among the files`,
        meant === undefined
          ? `Give the file with it to --from too: ${command`kubectl get ${type} -A -o yaml`}.`
          : `Did you mean ${meant}?`,
      );
    if (gaps[0])
      throw new PromwireError(
        'forbidden',
        `${word} could not be looked up: ${gapText(gaps[0])}`,
        gaps[0].reason === 'invalid' ? `${gapRemedy(gaps[0])}.` : 'Ask for the right, or read a snapshot with --from.',
      );
    if (namespace !== undefined) mustExist(analysis.world, namespace);
    throw new PromwireError(
      'failed',
      `there is no ${known.kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`}`,
      meant === undefined ? `${command`kubectl get ${type} -A`} lists them.` : `Did you mean ${meant}?`,
    );
  }
  if (second) {
    const places = found.map(({ metadata }) => metadata.namespace ?? '(not known)').join(', ');
    throw new PromwireError('usage', `${word} is there more than once: in ${places}`, 'Say which with -n.');
  }
  return { ...known, ...(first.metadata.namespace === undefined ? {} : { namespace: first.metadata.namespace }), name };
}
