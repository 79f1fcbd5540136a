import { defineConfig } from 'vitest/config'

const source = (path: string): string => new URL(path, import.meta.url).pathname

/** Packages are tested against one another's sources, so that a test run needs no build. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@plimsoll\/kernel$/, replacement: source('packages/kernel/src/index.ts') },
      { find: /^@plimsoll\/kernel\/pool$/, replacement: source('packages/kernel/src/pool/startPool.ts') },
      { find: /^plimsoll$/, replacement: source('packages/plimsoll/src/index.ts') },
      { find: /^@plimsoll\/journal$/, replacement: source('packages/journal/src/index.ts') },
      { find: /^@plimsoll\/clearing$/, replacement: source('packages/clearing/src/index.ts') },
      { find: /^@plimsoll\/lab$/, replacement: source('packages/lab/src/index.ts') },
      { find: /^@plimsoll\/server\/contract$/, replacement: source('packages/server/src/contract/index.ts') },
      {
        find: /^@plimsoll\/server\/contract\/answers$/,
        replacement: source('packages/server/src/contract/answers/index.ts'),
      },
      { find: /^@plimsoll\/server\/feed$/, replacement: source('packages/server/src/feed/index.ts') },
      {
        find: /^@plimsoll\/server\/recordings$/,
        replacement: source('packages/server/src/rehearsal/prices/recordings.ts'),
      },
      { find: /^@plimsoll\/server$/, replacement: source('packages/server/src/index.ts') },
    ],
  },
  test: {
    globalSetup: ['./packages/kernel/scripts/buildWasm.mjs'],
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    // Both cores of the machine that CI has; by itself it would leave one free.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
