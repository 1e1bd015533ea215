/** Notes about several applications: what is said of each alike is said once. */
import { visible } from '../../render/visible.ts';
import type { Terminal } from './terminal.ts';

interface Note {
  readonly text: string;
  readonly others: string[];
}

export interface Notes {
  /** A terminal on which notes about the application called `word` wait for those about others; all else is printed at once. */
  readonly about: (terminal: Terminal, word: string, namespace: string | undefined) => Terminal;
  readonly tell: (terminal: Pick<Terminal, 'err'>) => void;
}

export function newNotes(): Notes {
  const notes = new Map<string, Note>();
  return {
    about: (terminal, word, namespace) => ({
      ...terminal,
      err: (text) => {
        if (!text.startsWith('note: ')) {
          terminal.err(text);
          return;
        }
        const alike = text.replaceAll(word, '\0');
        const key = namespace === undefined ? alike : alike.replaceAll(`-n ${namespace}`, '-n');
        const told = notes.get(key);
        if (told === undefined) notes.set(key, { text, others: [] });
        else if (!told.others.includes(word)) told.others.push(word);
      },
    }),
    tell: ({ err }) => {
      for (const { text, others } of notes.values())
        err(others.length === 0 ? text : `${text.replace(/\n$/, '')} (the same for ${visible(others.join(', '))})\n`);
      notes.clear();
    },
  };
}
