import { createRequire } from 'node:module'

/** The package's own version; the file stands beside `src` and `dist` alike. */
export const version: string = (createRequire(import.meta.url)('../package.json') as { version: string }).version
