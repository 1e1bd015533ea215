/** Is one word another one with a slip of the pen? Two words that are both right are none. */

/** Words that differ by one letter from another word of names. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'stats status server sever from form trial trail tiers tries path patch batch bath match math month moth count court ' +
    'board broad thread tread stored started stared native naive stream steam points pints bounds bonds health heath ' +
    'parties parities retries retires retried retired tired tried signal single signed singed angle angel united untied ' +
    'causal casual planed planned scraped scrapped scraping scrapping striped stripped filed filled later latter poled ' +
    'polled pooled pulled related relayed warning warming private primate external eternal created crated read red ' +
    'of off to too ad add al all be bee er err les less los loss as ass bin been met meet sed seed fed feed pol poll ' +
    'step steep stop stoop hop hoop lop loop rot root pas pass mas mass lose loose chose choose desert dessert'
  ).split(' '),
);

const KEYS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Keys next to each other, in a row or across two (a key has the next row's two under it). */
function areNeighbours(a: string, b: string): boolean {
  const [rowA, rowB] = [a, b].map((key) => KEYS.findIndex((row) => row.includes(key))) as [number, number];
  if (rowA === -1 || rowB === -1) return false;
  const apart = (KEYS[rowA] ?? '').indexOf(a) - (KEYS[rowB] ?? '').indexOf(b);
  if (rowA === rowB) return Math.abs(apart) === 1;
  return rowA - rowB === -1 ? apart === 0 || apart === 1 : rowA - rowB === 1 && (apart === 0 || apart === -1);
}

/** `shortest`: letters of a word in which two of them may be exchanged. */
export function isWordSlip(written: string, meant: string, shortest = 5): boolean {
  // At the start a letter makes another word: inode and node, rx and tx.
  if (written === meant || written[0] !== meant[0]) return false;
  if (WORDS.has(written) || /\d/.test(written + meant)) return false;
  const [short, long] = written.length <= meant.length ? [written, meant] : [meant, written];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  const [a, b] = [short.slice(at), long.slice(at)];
  if (short.length < long.length) return a === b.slice(1) && isOneMore(long, at);
  const isSwapped = a.slice(0, 2) === `${b[1] ?? ''}${b[0] ?? ''}` && a.slice(2) === b.slice(2);
  if (isSwapped) return long.length >= shortest;
  // The last letters are an ending: created, creates.
  const isWrong = a.slice(1) === b.slice(1) && areNeighbours(a[0] ?? '', b[0] ?? '');
  return isWrong && a.length > 2 && long.length >= Math.max(shortest, 5);
}

/** Has the word a letter twice, or one within, that the other has not? At its end that is a plural or another form. */
function isOneMore(long: string, at: number): boolean {
  const isDouble = long[at] === long[at - 1];
  if (isDouble) return true;
  const after = long.length - at - 1;
  return long.length >= 6 && (after > 1 || (after === 1 && !/[sd]$/.test(long)));
}
