import { ApiError } from '../api/request'
import type { Answer } from './answer'
import { ticketField } from './ticketField'

/**
 * Why a fill should be asked about before it is recorded, as a sentence; null: it passes. An answer that could not be had
 * is a doubt like a refusal, unless it is about a field of the ticket: the fill is then refused for the same reason.
 */
export function doubtOf(answer: Answer): string | null {
  if (answer.kind === 'answer')
    return answer.view.accepted ? null : `As an order this would be refused: ${answer.view.reason}`
  if (answer.kind === 'none') return null
  const { error } = answer
  if (!(error instanceof ApiError)) return 'What it would change is not known.'
  if (ticketField(error.where) !== null) return null
  return `What it would change could not be computed: ${error.message} (${error.code})`
}
