import { PromwireError } from '../../errors.ts';
import { readPageFor } from '../../io/http/address.ts';
import { readExposition } from '../../lang/exposition/index.ts';
import type { Exposition } from '../../model/index.ts';

/** The page of metrics in a file; "-": standard input. Throws PromwireError 'usage'. */
export function readPage(file: string): Exposition {
  const { text, mangled } = readPageFor('--metrics', file === '-' ? '/dev/stdin' : file);
  const format = /(?:^|\n)# EOF\n?$/.test(text) ? 'openmetrics' : 'text';
  const page = readExposition(text, format, { mangled });
  const { broken, families } = page;
  if (broken)
    throw new PromwireError(
      'usage',
      `--metrics ${file}: line ${broken.line}, column ${broken.column}: ${broken.why}`,
      'Prometheus stores nothing of such a page. Save what the application answers as it is: curl -s URL > FILE.',
    );
  if (families.length === 0)
    throw new PromwireError(
      'usage',
      `--metrics ${file}: there is no metric in it`,
      'Save what the application answers: curl -s URL > FILE.',
    );
  return page;
}
