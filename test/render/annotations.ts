/** The reader of annotations that a workflow of GitHub Actions has. */
export interface Annotation {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** As the runner reads it (actions/runner src/Runner.Common/ActionCommand.cs): % last, properties between commas. */
export function parseAnnotations(printed: string): readonly Annotation[] {
  const message = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  if (printed !== '' && !printed.endsWith('\n')) throw new Error('the last line is not ended');
  return printed
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const end = line.indexOf('::', 2);
      if (!line.startsWith('::') || end < 0) throw new Error(`no command: ${line}`);
      const head = line.slice(2, end);
      const space = head.indexOf(' ');
      const pairs = space < 0 ? [] : head.slice(space + 1).split(',');
      return {
        command: space < 0 ? head : head.slice(0, space),
        properties: Object.fromEntries(
          pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), property(pair.slice(pair.indexOf('=') + 1))]),
        ),
        message: message(line.slice(end + 2)),
      };
    });
}
