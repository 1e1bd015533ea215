// Platforms that executables are made for: as Node names them, and as Kubernetes and krew do.
import process from 'node:process';

export const PLATFORMS = [
  { node: 'linux-x64', os: 'linux', arch: 'amd64' },
  { node: 'linux-arm64', os: 'linux', arch: 'arm64' },
  { node: 'darwin-arm64', os: 'darwin', arch: 'arm64' },
  { node: 'darwin-x64', os: 'darwin', arch: 'amd64' },
  { node: 'win32-x64', os: 'windows', arch: 'amd64' },
].map((each) => ({ ...each, bin: each.os === 'windows' ? 'promwire.exe' : 'promwire' }));

/** The platform of this process. */
export const HERE = `${process.platform}-${process.arch}`;

/** The release's file for a platform. */
export const archiveName = ({ os, arch }) => `promwire-${os}-${arch}.tar.gz`;

/** In each archive next to the program. */
export const LICENCES = ['LICENSE', 'LICENSE-NODE', 'THIRD-PARTY-LICENSES'];
