import { PlimsollError } from 'plimsoll'
import { gzipError } from './readText.js'

/** Runs what reads a chain file; one whose gzip is damaged is refused in the same words as a document. */
export async function aboutChain<Result>(file: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    const { cause } = error as Error
    const fromZlib = cause instanceof Error && String((cause as NodeJS.ErrnoException).code).startsWith('Z_')
    throw error instanceof PlimsollError && fromZlib ? gzipError(file, cause) : error
  }
}
