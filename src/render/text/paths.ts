import type { Path, Ref } from '../../model/index.ts';
import { visible, wrap } from './style.ts';
import type { Style } from './style.ts';

const MANY = 10;

/** "Who scrapes this, and why not?" for a person: what works first, then the nearest misses. */
export function pathsText(subject: Ref, paths: readonly Path[], style: Style): string {
  const name = visible(`${subject.kind} ${subject.namespace ?? ''}/${subject.name}`);
  if (paths.length === 0) return `${style.bold(name)}: no monitor asks for anything like it.\n`;
  const scraped = paths.filter((path) => path.state === 'scraped').length;
  const open = new Set(
    paths.flatMap(({ state, monitor }) =>
      state === 'unknown' ? [`${monitor.kind} ${monitor.namespace ?? ''}/${monitor.name}`] : [],
    ),
  ).size;
  const head =
    scraped > 0
      ? `${name}: scraped by ${scraped} of ${paths.length} ways that could`
      : open > 0
        ? `${name}: ${open} monitor${open === 1 ? ' asks' : 's ask'} for it; which Prometheus takes ${open === 1 ? 'it' : 'them'} is unknown`
        : `${name}: scraped by nobody`;
  const shown = paths
    .slice(0, MANY)
    .flatMap((path) =>
      wrap(
        visible(
          `${path.monitor.kind} ${path.monitor.namespace ?? ''}/${path.monitor.name}${withStack(path)}: ${wordsOf(path)}`,
        ),
        style.width,
        `  ${mark(path, style)}  `,
        '           ',
      ),
    );
  const more = paths.length > MANY ? [`  and ${paths.length - MANY} more that are further away`] : [];
  return `${[style.bold(head), ...shown, ...more].join('\n')}\n`;
}

function withStack({ stack }: Path): string {
  return stack ? ` and ${stack.kind} ${stack.namespace ?? ''}/${stack.name}` : '';
}

function wordsOf({ state, targets, down, checks, why = [] }: Path): string {
  const count = `${targets} target${targets === 1 ? '' : 's'}`;
  switch (state) {
    case 'scraped':
      return down > 0 ? `${count}, ${down} down` : count;
    case 'down':
      return `${count}, down`;
    case 'blocked':
      return `asks for it, and scrapes nothing: ${[...checks, ...why].join(', ') || 'no target'}`;
    case 'misses':
      return `does not reach it: ${why.join('; ')}`;
    case 'unknown':
      return why.length > 0 ? `asks for it; ${why.join('; ')}` : 'not all of it can be seen';
  }
}

function mark({ state }: Path, style: Style): string {
  if (state === 'scraped') return style.green('yes    ');
  return state === 'unknown' ? style.yellow('unknown') : style.red('no     ');
}
