import { gapText } from '../../kube/gap-text.ts';
import type { Advice, Plan } from '../../model/index.ts';
import { visible } from '../visible.ts';

/** What verify says besides what it verified, one line or two each: parts without a plan, and what stays to be done. */
export function besideVerified({ blocked, unknown, advice }: Plan): readonly string[] {
  return [
    // A part that setup could not plan has nothing that could be verified, which is not the same as nothing amiss.
    ...unknown.map((gap) => `not verified, since not everything could be seen: ${visible(gapText(gap))}`),
    ...blocked.map(({ why, remedy }) => `not wired in: ${visible(why)}\n  ${visible(remedy)}`),
    ...advice.filter(({ standing }) => standing === true).map(adviceNote),
  ];
}

/** Advice as a note: its command, if any, on a line of its own. */
export function adviceNote({ text, command }: Advice): string {
  return `note: ${visible(text)}${command === undefined ? '' : `\n  ${command}`}`;
}
