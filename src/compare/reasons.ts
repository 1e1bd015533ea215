/** Why something is so in HEAD, and where. */
import { gapText } from '../kube/gap-text.ts';
import { keyOf, title } from '../kube/refs.ts';
import type { Loss, Ref, Unsettled } from '../model/index.ts';
import type { Hold, Item, Taker } from './facts.ts';
import type { Pairing } from './pairing.ts';
import { filesUnread, hasFile, placeOf, relative, shownText } from './side.ts';
import type { LostWire } from './targets.ts';

/** Why it is so in HEAD, in the words of check, and where. Of a wire that is lost, findings that are new tell it. */
export function reasonsOf(
  { head, was, is, used }: Pairing,
  { ref, object }: Item,
  now: Hold | undefined,
  taker: Taker,
  wire?: LostWire,
): Pick<Loss, 'because' | 'checks' | 'place' | 'remedy'> {
  const ofService = wire?.wire.service ? is.about(wire.wire.service) : [];
  const all = [...is.about(ref), ...ofService].filter(
    ({ stack, severity }) => severity !== 'info' && (!stack || keyOf(stack) === taker.key),
  );
  const causes = now?.causes ?? [];
  const stated = all.filter(({ check }) => causes.includes(check));
  const old = new Set(was.about(ref).map(({ check }) => check));
  const telling =
    stated.length > 0 && !wire
      ? stated
      : all.filter(({ check, object: about }) => keyOf(about) !== keyOf(ref) || !old.has(check));
  for (const finding of telling) used.add(finding);
  const [first] = telling;
  const place = placeOf(head, 'head', first?.origin ?? object.origin);
  return {
    because: [
      ...telling.flatMap(({ summary, because }) => [summary, ...because]),
      ...(telling.length === 0 ? (now?.gaps ?? []).map(gapText) : []),
    ],
    checks: telling.length > 0 ? [...new Set(telling.map(({ check }) => check))] : causes,
    ...(first ? { remedy: first.remedy } : {}),
    ...place,
  };
}

/** A kustomization makes one of that name now, which is not read. */
function generatedNow({ base, head }: Pairing, ref: Ref): Unsettled | undefined {
  const isOf = ({ kind, name }: { readonly kind: string; readonly name: string }): boolean =>
    kind === ref.kind && name !== '' && (name === ref.name || `-${ref.name}-`.includes(`-${name}-`));
  const made = head.generated?.find(isOf);
  if (!made || base.generated?.some(isOf)) return undefined;
  const file = [...head.listed.keys()].find((each) => each.startsWith(`${made.folder}/`)) ?? made.folder;
  return {
    object: ref,
    summary: `Whether ${title(ref)} is still there is not known: ${head.shown(file)} generates one of that name, which is not read here.`,
    because: [],
    checks: [],
    remedy: 'Build both states, and compare the two: kubectl kustomize.',
    ...placeOf(head, 'head', { source: 'file', file, document: 1, line: 1 }),
  };
}

/** It is not there any more, and the file that it was in cannot be read, or something makes it. */
export function unreadable(pair: Pairing, ref: Ref): Unsettled | undefined {
  return unreadFile(pair, ref) ?? generatedNow(pair, ref);
}

function unreadFile({ base, head }: Pairing, ref: Ref): Unsettled | undefined {
  const origin = base.analysis.world.get(ref)?.origin;
  if (origin?.source !== 'file') return undefined;
  const file = relative(base, origin.file);
  const unread = filesUnread(head);
  const before = new Set(filesUnread(base).map(({ digest }) => digest));
  const moved = ({ name, digest }: (typeof unread)[number]): boolean =>
    digest !== '' && !before.has(digest) && !hasFile(base, name);
  const broken =
    unread.find(
      ({ name }) => name === file || (name !== '' && (file.startsWith(`${name}/`) || isOfChart(name, file))),
    ) ??
    // It may have got another name.
    (hasFile(head, file) ? undefined : unread.find(moved));
  if (!broken) return undefined;
  const summary = `Whether ${title(ref)} is still there is not known: the file that it was in cannot be read.`;
  const place = placeOf(head, 'head', broken.gap.origin);
  return { object: ref, summary, because: [shownText(head, gapText(broken.gap), broken.file)], checks: [], ...place };
}

/** Is a file of a chart, of which another one is the Chart.yaml? That is where it is told that it is not rendered. */
function isOfChart(name: string, file: string): boolean {
  const [, folder] = /^(.*\/|)Chart\.yaml$/.exec(name) ?? [];
  return folder !== undefined && file.startsWith(folder);
}
