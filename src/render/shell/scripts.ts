/** The scripts by which shells ask `promwire __complete`. None of them evaluates what is typed or what it prints. */
import { bash, fish, powershell, zsh } from './texts.ts';

const SCRIPTS = { bash, zsh, fish, powershell } as const;

export type Shell = keyof typeof SCRIPTS;

export const SHELLS = Object.keys(SCRIPTS) as readonly Shell[];

export function isShell(word: string): word is Shell {
  return Object.hasOwn(SCRIPTS, word);
}

/** What a shell reads when it starts. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
