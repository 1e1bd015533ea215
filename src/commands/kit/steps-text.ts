import type { SetupEvent } from '../../model/index.ts';
import { setupText } from '../../render/text/setup.ts';
import { progressLine } from '../../verify/progress.ts';
import type { Terminal } from './terminal.ts';

/** Prints what is planned, tried and written as it goes on. `advice`: a line under the plan. */
export function stepsText(
  terminal: Terminal,
  say: (text: string) => void,
  advice?: string,
): (event: SetupEvent) => void {
  return (event) => {
    if (event.kind === 'asking') return terminal.progress(event.text);
    if (event.kind === 'looked') return terminal.progress(progressLine(event.verifications));
    if (event.kind === 'verified') terminal.progress('');
    const some = event.kind === 'planned' && event.differences.some(({ state }) => state !== 'unchanged');
    const plan = { settings: [], blocked: [], advice: some && advice !== undefined ? [{ text: advice }] : [] };
    const { out = '', err = '' } = setupText(event, { plan, notes: [] }, terminal.outStyle, true);
    say(out);
    terminal.err(err);
  };
}
