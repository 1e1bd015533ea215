/** A strict reader of the text format of Prometheus. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The text format of Prometheus 0.0.4: HELP, TYPE and samples, each family in one piece. Throws on anything else. */
export function samples(text: string): readonly Sample[] {
  const found: Sample[] = [];
  const families = new Set<string>();
  let family = '';
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line is not ended');
  for (const line of lines) {
    const head = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (head) {
      const [, what, name = '', rest = ''] = head;
      if (name !== family && families.has(name)) throw new Error(`${name} twice`);
      if (what === 'TYPE' && rest !== 'gauge') throw new Error(`type ${rest}`);
      families.add((family = name));
      continue;
    }
    if (line === '') continue;
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\n"])*",?)*)\})? (\S+)$/.exec(line);
    if (!sample || sample[1] !== family) throw new Error(`no sample of ${family}: ${line}`);
    const labels = [...(sample[2] ?? '').matchAll(/(\w+)="((?:[^"\\\n]|\\[\\n"])*)"/g)].map(
      ([, key = '', raw = '']) => [
        key,
        raw.replaceAll(/\\(.)/g, (_escape, char: string) => (char === 'n' ? '\n' : char)),
      ],
    );
    found.push({
      name: family,
      labels: Object.fromEntries(labels) as Record<string, string>,
      value: Number(sample[3]),
    });
  }
  const keys = found.map(({ name, labels }) => JSON.stringify([name, labels]));
  if (new Set(keys).size < keys.length) throw new Error('one series twice');
  return found;
}
