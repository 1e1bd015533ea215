/** Pictures of a page, small: at most 256 colours, of which a page has not many more. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const COLOURS = 256;
const SIGNATURE = 8;

/** A PNG of RGB or RGBA, 8 bits each, as Chromium writes it, again with a palette. */
export function withPalette(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const head = chunks.find(([type]) => type === 'IHDR')?.[1];
  if (!head) throw new Error('not a PNG');
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const bytes = head[9] === 6 ? 4 : 3;
  const data = inflateSync(Buffer.concat(chunks.flatMap(([type, chunk]) => (type === 'IDAT' ? [chunk] : []))));
  const pixels = unfiltered(data, width * bytes, height, bytes);
  const colours = Array.from({ length: width * height }, (_, i) => pixels.readUIntBE(i * bytes, 3));
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = [...counts]
    .toSorted(([a, m], [b, n]) => n - m || a - b)
    .slice(0, COLOURS)
    .map(([colour]) => colour);
  const index = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]));
  const lines = Buffer.alloc(height * (width + 1));
  for (const [i, colour] of colours.entries())
    lines[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = index.get(colour) ?? 0;
  const plte = Buffer.alloc(palette.length * 3);
  for (const [i, colour] of palette.entries()) plte.writeUIntBE(colour, i * 3, 3);
  const indexed = Buffer.from(head);
  indexed[9] = 3;
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', indexed),
    chunk('PLTE', plte),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunksOf(png: Buffer): readonly (readonly [type: string, data: Buffer])[] {
  const found: (readonly [string, Buffer])[] = [];
  for (let at = SIGNATURE; at < png.length;) {
    const length = png.readUInt32BE(at);
    found.push([png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length)]);
    at += length + 12;
  }
  return found;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** PNG 1.2, section 6: each line is told by its differences from the left, from above, or both. */
function unfiltered(data: Buffer, stride: number, height: number, bytes: number): Buffer {
  const out = Buffer.alloc(stride * height);
  const at = (x: number, y: number): number => (x < 0 || y < 0 ? 0 : (out[y * stride + x] ?? 0));
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const [left, above, both] = [at(x - bytes, y), at(x, y - 1), at(x - bytes, y - 1)];
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, both)][filter] ?? 0;
      out[y * stride + x] = ((data[y * (stride + 1) + 1 + x] ?? 0) + guess) & 255;
    }
  }
  return out;
}

function paeth(left: number, above: number, both: number): number {
  const [a, b, c] = [left, above, both].map((each) => Math.abs(left + above - both - each));
  return (a ?? 0) <= (b ?? 0) && (a ?? 0) <= (c ?? 0) ? left : (b ?? 0) <= (c ?? 0) ? above : both;
}

function nearest(colour: number, palette: readonly number[]): number {
  const parts = (each: number): readonly number[] => [each >> 16, (each >> 8) & 255, each & 255];
  const own = parts(colour);
  const far = palette.map((each) => parts(each).reduce((sum, part, i) => sum + (part - (own[i] ?? 0)) ** 2, 0));
  return far.indexOf(Math.min(...far));
}
