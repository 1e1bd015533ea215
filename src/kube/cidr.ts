/** Addresses and blocks of them, as Kubernetes writes them. */

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** Is the address in the block ("10.0.0.0/8", "fd00::/8")? undefined: one of the two cannot be read. */
export function inBlock(address: string, block: string): boolean | undefined {
  const [text = '', length] = block.split('/');
  const wanted = addressOf(text);
  const given = addressOf(address);
  const prefix = Number(length);
  if (!wanted || !given || !length || !Number.isInteger(prefix) || prefix < 0 || prefix > wanted.bits) return undefined;
  if (wanted.bits !== given.bits) return false;
  const rest = BigInt(wanted.bits - prefix);
  return wanted.value >> rest === given.value >> rest;
}

function addressOf(text: string): Address | undefined {
  return text.includes(':') ? sixOf(text) : fourOf(text);
}

function fourOf(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

function sixOf(text: string): Address | undefined {
  const [left = '', right, ...more] = text.split('::');
  const [head, tail] = [left, right ?? ''].map((half) => (half === '' ? [] : half.split(':')));
  if (!head || !tail || more.length > 0) return undefined;
  const missing = 8 - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: 128, value: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) };
}
