import { keyOf, kindKey, kindKeyOf, refOf } from '../kube/refs.ts';
import type { CapturedFile } from '../io/files/index.ts';
import type { Coverage, Snapshot } from '../model/index.ts';

/**
 * Fills lists that were refused with what another person captured: a kind is taken from `captured` only where the live
 * list of it is incomplete. `filled`: those kinds.
 */
export function withCaptured(
  live: Snapshot,
  captured: Snapshot,
): { readonly snapshot: Snapshot; readonly filled: readonly string[] } {
  const whole = new Set(live.coverage.filter((entry) => entry.complete && entry.namespaces === 'all').map(kindKey));
  const fills = new Set(captured.coverage.map(kindKey).filter((kind) => !whole.has(kind)));
  const there = new Set(live.objects.map((object) => keyOf(refOf(object))));
  const objects = captured.objects.filter((object) => fills.has(kindKeyOf(object)) && !there.has(keyOf(refOf(object))));
  // What was saved to be given here is the list of the kind, unless a document of it is broken.
  const broken = new Set(captured.gaps.filter(({ reason }) => reason === 'invalid').map(({ reads }) => kindKey(reads)));
  const asList = (entry: Coverage): Coverage =>
    captured.source === 'files' && !broken.has(kindKey(entry)) && !broken.has('/')
      ? { ...entry, complete: true }
      : entry;
  return {
    filled: [...fills].map((kind) => kind.slice(kind.indexOf('/') + 1)),
    snapshot: {
      ...live,
      objects: [...live.objects, ...objects],
      coverage: [...live.coverage, ...captured.coverage.filter((entry) => fills.has(kindKey(entry))).map(asList)],
      gaps: [...live.gaps.filter((gap) => !fills.has(kindKey(gap.reads))), ...captured.gaps],
    },
  };
}

const DAY_MS = 86_400_000;

/** How old a file of promwire snapshot --for-git is. Its day stays for as long as what is in it is the same. */
export function ageText({ file, day }: CapturedFile, now: number = Date.now()): string {
  const days = Math.floor((now - Date.parse(`${day}T00:00:00Z`)) / DAY_MS);
  const age = days <= 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
  return `${file} was captured ${age} (${day}), or has been the same since`;
}
