// Two projects: `unit` needs nothing, `e2e` needs the test bed (scripts/test.mjs sees to both).
const shared = {
  rootDir: import.meta.dirname,
  // Not in the temporary directory, which every run has for itself.
  cacheDirectory: '<rootDir>/node_modules/.cache/promwire/jest',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-esbuild.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/', '<rootDir>/promwire-demo/'],
};

export default {
  // What a file leaves behind stays in its worker: with gigabytes of it the last files take ten times as long.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/scripts/longest-first.mjs',
  // Two cores, several workers: a slow moment is no failure.
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/bed/'],
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.test.ts', '<rootDir>/test/bed/**/*.test.ts'],
    },
  ],
};
