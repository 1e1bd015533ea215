// A picture of what a terminal shows, from a transcript of the docs that a test keeps true.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../dependencies.mjs';

/** The page and the command whose output is pictured. */
const OF = { page: 'docs/tutorial.md', line: 'promwire check' };

const SIZE = { font: 13, line: 19, char: 7.83, pad: 20, bar: 34, columns: 104 };
/** The dark colours of the page of -o html (src/browser/colours.css). */
const COLOURS = {
  bg: '#101216',
  line: '#2b303a',
  edge: '#4a525f',
  ink: '#e6e9ee',
  soft: '#97a1b0',
  red: '#ff7070',
  amber: '#e3b04b',
  green: '#4fc48b',
  lit: '#82b1ff',
};
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text) => text.replaceAll(/[&<>]/g, (character) => ENTITIES[character]);

/** A line that is too long, as a terminal breaks it. */
const broken = (line) => {
  const rows = [];
  for (let at = 0; at === 0 || at < line.length; at += SIZE.columns) rows.push(line.slice(at, at + SIZE.columns));
  return rows;
};

/** What is coloured in a line: [text, colour, bold] … */
const spans = (row, line) => {
  if (row.startsWith('$ '))
    return [
      ['$ ', COLOURS.green],
      [row.slice(2), COLOURS.ink, true],
    ];
  const severity = /^(error|warning|info|lost|gained)(\s+)(\S.*)?$/.exec(row);
  if (severity) {
    const colour = { error: COLOURS.red, lost: COLOURS.red, warning: COLOURS.amber, gained: COLOURS.green };
    return [
      [severity[1], colour[severity[1]] ?? COLOURS.soft, true],
      [severity[2]],
      [severity[3] ?? '', COLOURS.ink, true],
    ];
  }
  const fix = /^(\s+)(Fix:|Or:)(.*)$/.exec(row);
  if (fix) return [[fix[1]], [fix[2], COLOURS.green, true], [fix[3], COLOURS.ink]];
  if (/^\s+(?:helm|kubectl|promwire) /.test(line)) return [[row, COLOURS.lit]];
  if (/^ {4}/.test(row) && !/^ {7}/.test(row)) return [[row, COLOURS.soft]];
  return [[row, COLOURS.ink]];
};

const text = (row, line, y) => {
  const parts = spans(row, line).filter(([part]) => part !== '');
  const tspans = parts.map(([part, colour = COLOURS.ink, bold]) => {
    return `<tspan fill="${colour}"${bold ? ' font-weight="600"' : ''}>${escaped(part)}</tspan>`;
  });
  return `<text x="${SIZE.pad}" y="${y}" xml:space="preserve">${tspans.join('')}</text>`;
};

/** The picture of a command and what it printed. */
const screen = (command, output) => {
  const rows = [`$ ${command}`, ...output.trimEnd().split('\n')].flatMap((line) =>
    broken(line).map((row) => [row, line]),
  );
  const width = Math.ceil(SIZE.columns * SIZE.char + 2 * SIZE.pad);
  const height = SIZE.bar + rows.length * SIZE.line + SIZE.pad;
  const dots = [COLOURS.red, COLOURS.amber, COLOURS.green].map(
    (colour, i) => `<circle cx="${SIZE.pad + 4 + i * 18}" cy="17" r="5" fill="${colour}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="What ${escaped(command)} prints">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9" fill="${COLOURS.bg}" stroke="${COLOURS.line}"/>`,
    ...dots,
    `<g font-family="ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${SIZE.font}">`,
    ...rows.map(([row, line], i) => text(row, line, SIZE.bar + (i + 0.8) * SIZE.line)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
};

/** The text of docs/images/first-screen.svg. */
export const firstScreen = () => {
  const page = readFileSync(join(root, OF.page), 'utf8').replaceAll('\r\n', '\n');
  const blocks = [...page.matchAll(/^```[a-z]*\n\$ (promwire .*)\n([^]*?)^```$/gm)];
  const block = blocks.find(([, line]) => line === OF.line);
  if (!block) throw new Error(`${OF.page} does not show "${OF.line}"`);
  return screen(block[1], block[2]);
};
