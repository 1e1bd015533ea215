import type { SourceFix } from '../../model/index.ts';
import { sourceFiles } from '../../render/source-file.ts';
import { sourcesText } from '../../render/text/fix.ts';
import { writtenText } from '../../render/text/lines.ts';
import type { Invocation } from './define-command.ts';

/** Writes what the sources of other owners take, where --out asks for it; answers what is said of it. */
export async function sourcesSaid(
  { flags: { out, force }, terminal }: Invocation<'fix'>,
  sources: readonly SourceFix[],
): Promise<string> {
  if (out === undefined || sources.length === 0) return sourcesText(sources, false, terminal.errStyle);
  const { writeFiles } = await import('../../io/files/write-files.ts');
  const done = await writeFiles(out, sources.flatMap(sourceFiles), { force });
  return `${writtenText(done)}${sourcesText(sources, true, terminal.errStyle)}`;
}
