/** Notes of the two sides of a comparison: what both would say is said once. */

interface Note {
  readonly text: string;
  /** What the side is called. */
  readonly title: string;
  /** The same for both sides: without what its files begin with on this side. */
  readonly key: string;
}

export interface SideNotes {
  readonly add: (text: string, title: string) => void;
  readonly tell: (onNote: (note: string) => void) => void;
}

export function sideNotes(): SideNotes {
  const notes: Note[] = [];
  return {
    add: (text, title) => {
      const [revision = title] = title.split(':');
      const folder = title.endsWith('/') ? title : `${title}/`;
      notes.push({ text, title, key: text.replaceAll(`${revision}:`, '').replaceAll(folder, '') });
    },
    tell: (onNote) => {
      const titles = [...new Set(notes.map(({ title }) => title))];
      const last = new Map(notes.map((note) => [note.key, note]));
      for (const [key, { text, title }] of last) {
        const sides = new Set(notes.flatMap((note) => (note.key === key ? note.title : [])));
        onNote(`${text} (${sides.size === 1 ? title : titles.join(' and ')})`);
      }
    },
  };
}
