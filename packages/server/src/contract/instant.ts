import { Type } from 'typebox'

export const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' })
