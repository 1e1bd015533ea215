import { describe, expect, it } from '@jest/globals';
import { inBlock } from '../../src/kube/cidr.ts';

describe('inBlock', () => {
  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['10.1.2.4', '10.1.2.3/32', false],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['192.168.130.1', '192.168.128.0/18', true],
    ['192.168.192.1', '192.168.128.0/18', false],
    ['fd00::1', 'fd00::/8', true],
    ['fe80::1', 'fd00::/8', false],
    ['fd00:0:0:1::2', 'fd00:0:0:1::/64', true],
    ['fd00:0:0:2::2', 'fd00:0:0:1::/64', false],
    ['10.1.2.3', '::/0', false],
    ['fd00::1', '0.0.0.0/0', false],
  ])('%s in %s: %s', (address, block, inside) => {
    expect(inBlock(address, block)).toBe(inside);
  });

  it.each([
    ['10.1.2', '10.0.0.0/8'],
    ['10.1.2.300', '10.0.0.0/8'],
    ['10.1.2.3', '10.0.0.0'],
    ['10.1.2.3', '10.0.0.0/33'],
    ['web', '10.0.0.0/8'],
    ['fd00::1::2', 'fd00::/8'],
    ['fd00:1:2', 'fd00::/8'],
    ['fd00::1', 'fd00::/129'],
  ])('%s in %s cannot be read', (address, block) => {
    expect(inBlock(address, block)).toBeUndefined();
  });
});
