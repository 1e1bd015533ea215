import { describe, expect, it } from '@jest/globals';
import { proxyFor } from '../../../../src/io/kube/connect/proxy.ts';

const through = (server: string, env: Record<string, string>, configured?: string): string | undefined =>
  proxyFor(new URL(server), configured, env)?.href;

describe('proxyFor', () => {
  it('prefers the proxy-url of the cluster, even for a loopback server and against NO_PROXY', () => {
    const env = { HTTPS_PROXY: 'http://env:1', NO_PROXY: '*' };
    expect(through('https://127.0.0.1:6443', env, 'socks5://127.0.0.1:1080')).toBe('socks5://127.0.0.1:1080');
  });

  it.each([
    ['https by HTTPS_PROXY', 'https://k.test', { HTTPS_PROXY: 'http://p:3128', HTTP_PROXY: 'http://q' }, true],
    ['lower case too', 'https://k.test', { https_proxy: 'http://p:3128' }, true],
    ['without a scheme', 'https://k.test', { HTTPS_PROXY: 'p:3128' }, true],
    ['http not by HTTPS_PROXY', 'http://k.test', { HTTPS_PROXY: 'http://p:3128' }, false],
    ['http by HTTP_PROXY', 'http://k.test', { HTTP_PROXY: 'http://p:3128' }, true],
    ['nothing set', 'https://k.test', {}, false],
    ['an empty variable', 'https://k.test', { HTTPS_PROXY: '' }, false],
    ['localhost never', 'https://localhost:6443', { HTTPS_PROXY: 'http://p:3128' }, false],
    ['loopback never', 'https://127.1.2.3', { HTTPS_PROXY: 'http://p:3128' }, false],
    ['IPv6 loopback never', 'https://[::1]:6443', { HTTPS_PROXY: 'http://p:3128' }, false],
  ])('%s', (_what, server, env, used) => {
    expect(through(server, env)).toBe(used ? 'http://p:3128/' : undefined);
  });

  it.each([
    ['*', 'https://k.test', true],
    ['k.test', 'https://k.test', true],
    ['K.Test', 'https://k.test', true],
    ['test', 'https://k.test', true],
    ['.test', 'https://k.test', true],
    ['*.test', 'https://k.test', true],
    ['.k.test', 'https://k.test', false],
    ['est', 'https://k.test', false],
    ['k.test:6443', 'https://k.test:6443', true],
    ['k.test:6443', 'https://k.test', false],
    ['k.test:443', 'https://k.test', true],
    ['10.0.0.0/8', 'https://10.9.8.7:6443', true],
    ['10.0.0.0/8', 'https://11.9.8.7:6443', false],
    ['10.0.0.0/99', 'https://10.9.8.7', false],
    ['10.0.0.1', 'https://10.0.0.1', true],
    ['fd00::/8', 'https://[fd12::1]:6443', true],
    ['[fd12::1]:6443', 'https://[fd12::1]:6443', true],
    ['other, ,k.test', 'https://k.test', true],
    ['', 'https://k.test', false],
  ])('NO_PROXY=%s keeps %s direct: %s', (noProxy, server, direct) => {
    const found = through(server, { HTTPS_PROXY: 'http://p:3128', NO_PROXY: noProxy });
    expect(found === undefined).toBe(direct);
  });

  it('refuses an address of no use without repeating it', () => {
    const bad = (): unknown => through('https://k.test', { HTTPS_PROXY: 'ftp://me:hush-hush@p' });
    expect(bad).toThrow(/^(?!.*hush)The proxy in HTTPS_PROXY is of no use/);
  });
});
