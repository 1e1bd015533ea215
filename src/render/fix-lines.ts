import type { Finding } from '../model/index.ts';

/** What is to be done about a finding, for outputs that are not laid out: the remedy, the lines to paste, other ways. */
export function fixLines({ remedy, commands = [], instead = [] }: Finding): readonly string[] {
  return [
    `Fix: ${remedy}`,
    ...commands,
    ...instead.flatMap(({ text, command }) => [`Or: ${text}`, ...(command === undefined ? [] : [command])]),
  ];
}
