import { describe, expect, it } from '@jest/globals';
import { newNotes } from '../../../src/commands/kit/told-once.ts';
import type { Terminal } from '../../../src/commands/kit/terminal.ts';

describe('notes about several applications', () => {
  it('are told once where they are alike, with what else they are about', () => {
    const said: string[] = [];
    const terminal = { err: (text: string) => void said.push(text) } as unknown as Terminal;
    const notes = newNotes();
    for (const [word, namespace] of [
      ['service/web', 'shop'],
      ['service/api', 'shop'],
      ['service/db', 'data'],
    ] as const) {
      const { err } = notes.about(terminal, word, namespace);
      err(`note: No Grafana was found: promwire setup ${word} -n ${namespace} --grafana-url URL.\n`);
      err(`note: ${word} serves metrics\n`);
      if (word === 'service/db') err('note: it has no labels\n');
      err('error\n');
    }
    expect(said).toEqual(['error\n', 'error\n', 'error\n']);
    notes.tell(terminal);
    notes.tell(terminal);
    expect(said.slice(3)).toEqual([
      'note: No Grafana was found: promwire setup service/web -n shop --grafana-url URL. (the same for service/api, service/db)\n',
      'note: service/web serves metrics (the same for service/api, service/db)\n',
      'note: it has no labels\n',
    ]);
  });
});
