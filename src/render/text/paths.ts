import { WIRED_IN } from '../../kube/kinds.ts';
import { title } from '../../kube/refs.ts';
import { wiringIn } from '../../kube/shell.ts';
import type { Path, Paths } from '../../model/index.ts';
import { targetCount, wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';

const MANY = 10;
/** Of monitors that do not reach it the nearest are told. */
const NEAR = 2;

/** "Who scrapes this, and why not?" for a person: what works first, then the nearest misses. */
export function pathsText({ subject, paths, planned, kept }: Paths, style: Style): string {
  const name = visible(title(subject));
  const misses = paths.filter(({ state }) => state === 'misses');
  const ways = paths.filter(({ state }) => state !== 'misses').slice(0, MANY);
  const shown = [...ways, ...misses.slice(0, NEAR)];
  const lines = shown.flatMap((path) =>
    wrap(
      visible(`${title(path.monitor)}${withStack(path)}: ${wordsOf(path, planned)}`),
      style.width,
      `  ${mark(path, style)}  `,
      '           ',
    ),
  );
  const more = paths.length - shown.length;
  return `${[
    style.bold(`${name}${headOf(paths, planned)}`),
    ...lines,
    ...(more > 0 ? [`  and ${more} more that are further away`] : []),
    ...(paths.length === 0 && !planned && WIRED_IN.includes(subject.kind) ? wiringLines(subject, kept, style) : []),
  ].join('\n')}\n`;
}

/** The command that wires it in; where it would refuse that, what must change first. */
function wiringLines(subject: Paths['subject'], kept: Paths['kept'], { width }: Style): readonly string[] {
  if (!kept) return [`  Fix: ${wiringIn(subject)} wires it in.`];
  return [
    ...wrap(visible(kept.why), width, '    ', '      '),
    ...wrap(`Fix: ${visible(kept.remedy)}${kept.always ? '' : ' Then:'}`, width, '  ', '       '),
    ...(kept.always ? [] : [`       ${wiringIn(subject)}`]),
  ];
}

function headOf(paths: readonly Path[], planned: true | undefined): string {
  const would = planned ? 'would be scraped' : 'scraped';
  const scraped = paths.filter(({ state }) => state === 'scraped').length;
  const asked = paths.filter(({ state }) => state === 'scraped' || state === 'down');
  const sum = (of: 'targets' | 'down'): number => asked.reduce((all, path) => all + path[of], 0);
  const down = sum('down') > 0 ? `, ${sum('down')} of ${targetCount(sum('targets'))} down` : '';
  if (scraped > 0) return `: ${would} by ${scraped} of ${paths.length} ways that could${down}`;
  if (asked.length > 0) return ': every target of it is down, so nothing is scraped';
  const open = new Set(paths.flatMap(({ state, monitor }) => (state === 'unknown' ? [title(monitor)] : []))).size;
  if (open > 0 && paths.every(({ state, stack }) => state !== 'unknown' || stack !== undefined))
    return `: ${open} monitor${open === 1 ? ' asks' : 's ask'} for it; whether ${open === 1 ? 'it reaches' : 'they reach'} it is not known`;
  if (open > 0)
    return `: ${open} monitor${open === 1 ? ' asks' : 's ask'} for it; which Prometheus takes ${open === 1 ? 'it' : 'them'} is unknown`;
  if (paths.length === 0)
    return `: no monitor ${planned ? 'among the files ' : ''}asks for anything like it${planned ? '; one may be elsewhere' : ''}.`;
  return planned ? ': would not be scraped by what is among the files' : ': scraped by nobody';
}

function withStack({ stack }: Path): string {
  return stack ? ` and ${title(stack)}` : '';
}

function wordsOf({ state, targets, open, down, checks, why = [] }: Path, planned: true | undefined): string {
  const count = targetCount(targets, open);
  switch (state) {
    case 'scraped':
      return down > 0 ? `${count}, ${down} down` : count;
    case 'down':
      return `${count}, down`;
    case 'blocked':
      return `asks for it, and ${planned ? 'would scrape' : 'scrapes'} nothing: ${[...checks, ...why].join(', ') || 'no target'}`;
    case 'misses':
      return `does not reach it: ${[...why, ...(checks.length > 0 ? [checks.join(', ')] : [])].join('; ')}`;
    case 'unknown':
      return why.length > 0 ? `asks for it; ${why.join('; ')}` : 'not all of it can be seen';
  }
}

function mark({ state, down }: Path, style: Style): string {
  if (state === 'scraped') return down > 0 ? style.yellow('partly ') : style.green('yes    ');
  return state === 'unknown' ? style.yellow('unknown') : style.red('no     ');
}
