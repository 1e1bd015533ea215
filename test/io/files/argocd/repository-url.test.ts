import { describe, expect, it } from '@jest/globals';
import { repositoryOf } from '../../../../src/io/files/argocd/repository-url.ts';

describe('the repository of an address', () => {
  it.each([
    'https://github.com/Shop/deploy',
    'https://github.com/shop/deploy.git',
    'https://github.com/shop/deploy/',
    'https://token@github.com/shop/deploy.git',
    'https://user:secret@GitHub.com:443/shop/deploy.git',
    'git@github.com:shop/deploy.git',
    'github.com:shop/deploy',
    'ssh://git@github.com/shop/deploy.git',
    'ssh://git@github.com:22/shop/deploy',
    'ssh://git@ssh.github.com:443/shop/deploy.git',
    'git://github.com//shop/deploy',
    'git+https://github.com/shop/deploy?ref=main',
    'github.com/shop/deploy',
  ])('of %s is the same', (address) => {
    expect(repositoryOf(address)).toBe('github.com/shop/deploy');
  });

  it.each([
    ['https://dev.azure.com/shop/team/_git/deploy', 'dev.azure.com/shop/team/deploy'],
    ['git@ssh.dev.azure.com:v3/shop/team/deploy', 'dev.azure.com/shop/team/deploy'],
    ['https://gitlab.com/shop/team/deploy.git', 'gitlab.com/shop/team/deploy'],
    ['http://gitea-http.gitea:3000/ops/deploy', 'gitea-http.gitea/ops/deploy'],
    ['{{metadata.annotations.repo}}', undefined],
    ['https://github.com', undefined],
    ['/srv/git/deploy', undefined],
    ['', undefined],
  ])('of %s is %s', (address, repository) => {
    expect(repositoryOf(address)).toBe(repository);
  });
});
