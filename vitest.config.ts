import { defineConfig } from 'vitest/config';

// forks: a native crash in one test file is reported and the other files still run.
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    globalSetup: ['test/helpers/build.ts'],
  },
});
