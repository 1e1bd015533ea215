/** What each way to fix a finding costs, counted by the engine on the world after it. */
import type { Analysis } from '../judge/analysis.ts';
import { printField } from '../kube/field-path.ts';
import { ownerOf, printOwner } from '../kube/owner.ts';
import { nameOf, refOf, sameRef, title } from '../kube/refs.ts';
import { satisfy } from '../kube/selector.ts';
import { command, inNamespace, nameWord } from '../kube/shell.ts';
import type { Word } from '../kube/shell.ts';
import type { Finding, ObjectFix, PricedWay, Ref, Way } from '../model/index.ts';
import { fieldsChange } from './fixes.ts';
import { selectorFixes, waysOf } from './ways.ts';
import { after, sameStack } from './world-after.ts';

/** What goes behind `promwire …` and `kubectl …` in a command, so that it is about the same cluster or files. */
export interface CommandWords {
  readonly promwire: Word;
  readonly kubectl: Word;
}

const NO_WORDS: CommandWords = { promwire: { word: '' }, kubectl: { word: '' } };

/** So many names stand for all. */
const NAMED = 3;

/** The ways of findings about one object, but one, with what each costs. */
export function pricedWays(
  findings: readonly Finding[],
  analysis: Analysis,
  { but, words = NO_WORDS }: { readonly but?: Way; readonly words?: CommandWords | undefined } = {},
): readonly PricedWay[] {
  const found = new Map<Way, readonly Finding[]>();
  for (const finding of findings)
    for (const way of waysOf(finding, analysis)) found.set(way, [...(found.get(way) ?? []), finding]);
  return [...found].flatMap(([how, those]) => {
    const [first] = those;
    if (how === but || !first) return [];
    return [priceOf(how, those, first, analysis, words)];
  });
}

/** The first of these with the other ways to fix them; with one that was chosen, what it costs. */
export function withWays<T extends { readonly object: Ref; readonly ways?: readonly PricedWay[] }>(
  entries: readonly T[],
  findings: readonly Finding[],
  analysis: Analysis,
  { how, words }: { readonly how?: Way | undefined; readonly words?: CommandWords | undefined },
): readonly T[] {
  if (how === 'selector') {
    const opened = selectorFixes(findings, analysis);
    return entries.map((entry) => {
      const fix = opened.find(({ object }) => sameRef(object, entry.object));
      return fix ? { ...entry, ways: [{ how, price: openingPrice(fix, analysis) }] } : entry;
    });
  }
  if (how !== undefined) return entries;
  return entries.map((entry, i) => {
    if (i >= NAMED || entries.findIndex((other) => sameRef(other.object, entry.object)) < i) return entry;
    const about = findings.filter(
      ({ object, fix }) =>
        sameRef(object, entry.object) || (fix && 'object' in fix && sameRef(fix.object, entry.object)),
    );
    const object = analysis.world.get(entry.object);
    const ways = pricedWays(about, analysis, { but: object && ownerOf(object) ? 'source' : 'object', words });
    return ways.length === 0 ? entry : { ...entry, ways };
  });
}

function priceOf(
  how: Way,
  findings: readonly Finding[],
  first: Finding,
  analysis: Analysis,
  words: CommandWords,
): PricedWay {
  const { object, fix, check } = first;
  switch (how) {
    case 'object': {
      const risk = fix?.kind === 'patch' && check === 'content-type-v3' ? ` ${fix.risk}` : '';
      return { how, price: `Fields of ${title(object)} are changed.${risk}` };
    }
    case 'source': {
      const changed = fix && 'object' in fix ? analysis.world.get(fix.object) : undefined;
      const owner = changed && ownerOf(changed);
      return {
        how,
        price: `What ${owner ? printOwner(owner) : 'its source'} takes is printed: you apply or commit it.`,
      };
    }
    case 'copy':
      return {
        how,
        price: `A copy of ${title(object)} is made next to it: the next change of the original is not followed.`,
      };
    case 'rights': {
      const { namespace = '', account = '' } = first.evidence as { namespace?: string; account?: string };
      return {
        how,
        price: `${account} may read what it discovers targets by in namespace ${namespace}: a Role and a RoleBinding.`,
      };
    }
    case 'selector':
      return {
        how,
        price: selectorFixes(findings, analysis)
          .map((fix) => openingPrice(fix, analysis))
          .join(' '),
      };
    case 'policy':
      return {
        how,
        price: `${isReplaced(first, analysis) ? replacingPrice(findings, first, analysis) : `The API server adds the label to every ${object.kind} of namespace ${object.namespace ?? ''} that lacks it, each at its next change.`} It needs Kubernetes 1.36.`,
        command: policyCommand(first, analysis, words),
      };
  }
}

/** Has the object a label that is to go, or to have another value? */
function isReplaced({ object, fix }: Finding, { world }: Analysis): boolean {
  const labels = world.get(object)?.metadata.labels ?? {};
  return (
    fix?.kind === 'labels' && (fix.remove.length > 0 || Object.keys(fix.set).some((key) => Object.hasOwn(labels, key)))
  );
}

/** Other values are replaced as well, also those of objects about which nobody asked. */
function replacingPrice(findings: readonly Finding[], { object, stack: ref }: Finding, analysis: Analysis): string {
  const { kind, namespace = '' } = object;
  const stack = analysis.stacks.find((each) => ref && sameRef(each.ref, ref));
  const selector = stack?.selections[kind]?.objects ?? { kind: 'nothing' };
  const own = new Set(findings.map((finding) => title(finding.object)));
  const others = analysis.subjects().filter((each) => {
    const { labels } = each.metadata;
    if (each.kind !== kind || (each.metadata.namespace ?? '') !== namespace || own.has(title(refOf(each))))
      return false;
    if (analysis.stacks.some((one) => analysis.selected(each, one))) return false;
    const change = satisfy(selector, labels);
    return (
      change !== undefined &&
      (change.remove.length > 0 || Object.keys(change.set).some((key) => Object.hasOwn(labels, key)))
    );
  });
  const what = `The API server sets the label of every ${kind} of namespace ${namespace} that no stack takes, in place of another value too, each at its next change.`;
  const names = namedOf(others.map((each) => title(refOf(each))));
  const now =
    others.length === 0
      ? 'None but this one has another value now.'
      : `${count(others.length)} of others ${others.length === 1 ? 'has' : 'have'} another value now: ${names}.`;
  return `${what} ${now}${unseenOf([kind], analysis)}`;
}

const namedOf = (names: readonly string[]): string =>
  names.length > NAMED ? `${names.slice(0, NAMED).join(', ')} …` : names.join(', ');

const unseenOf = (kinds: readonly string[], { world }: Analysis): string =>
  kinds.some((kind) => world.gaps('monitoring.coreos.com', kind).length > 0)
    ? ' Not all objects could be seen, so there may be more.'
    : '';

function policyCommand(finding: Finding, analysis: Analysis, { promwire, kubectl }: CommandWords): string {
  const { object, stack } = finding;
  const { kind, namespace = '' } = object;
  const space = inNamespace(namespace);
  const also = { word: isReplaced(finding, analysis) ? '--add-labels --replace-labels' : '--add-labels' };
  return stack
    ? command`promwire policy ${also} --kind ${kind} ${space} --stack ${nameWord(nameOf(stack), 'NS/NAME')}${promwire} | kubectl apply -f -${kubectl}`
    : command`promwire policy ${also} --kind ${kind} ${space}${promwire} | kubectl apply -f -${kubectl}`;
}

const count = (n: number): string => (n === 1 ? '1 object' : `${n} objects`);

/** How many more objects of others a stack would take. What could not be seen is said to be unknown. */
function openingPrice(fix: ObjectFix, analysis: Analysis): string {
  const then = after(analysis, [fieldsChange(fix)]);
  const stack = analysis.stacks.find(({ ref }) => sameRef(ref, fix.object));
  const opened = stack && sameStack(then, stack);
  if (!stack || !opened) return `What ${title(fix.object)} would then take is not known.`;
  const meant = new Set(fix.findings.map(({ object }) => title(object)));
  const fields = fix.fields.map(({ path, becomes }) => `${printField(path)}: ${JSON.stringify(becomes)}`).join(', ');
  const kinds = new Set(fix.findings.map(({ object }) => object.kind));
  const more: string[] = [];
  let open = 0;
  for (const object of then.subjects()) {
    const ref = refOf(object);
    if (!stack.consumes.includes(object.kind) || meant.has(title(ref)) || analysis.selected(object, stack)) continue;
    const { verdict } = then.admission(object, opened);
    if (verdict === 'selected') more.push(title(ref));
    else if (verdict === 'unknown') open += 1;
  }
  const also =
    more.length === 0
      ? 'It takes nothing else.'
      : `It takes ${count(more.length)} of others as well: ${namedOf(more)}.`;
  const unknown = open > 0 ? ` Of ${count(open)} more it is not known.` : '';
  return `${title(fix.object)} gets ${fields}. ${also}${unknown}${unseenOf([...kinds], analysis)}`;
}
