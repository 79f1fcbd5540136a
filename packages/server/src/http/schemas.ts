import type { FastifyInstance } from 'fastify'
import { type TSchema, Type } from 'typebox'
import * as contract from '../contract/index.js'

/** The shapes of answers, by the names under which they stand in the API's document. */
const views = {
  AccountSummary: contract.AccountSummary,
  AccountDetail: contract.AccountDetail,
  ChangeView: contract.ChangeView,
  ComparisonView: contract.ComparisonView,
  CurveView: contract.CurveView,
  DifferenceView: contract.DifferenceView,
  ErrorBody: contract.ErrorBody,
  FeedView: contract.FeedView,
  HeatmapView: contract.HeatmapView,
  InstrumentView: contract.InstrumentView,
  NodeView: contract.NodeView,
  OrderView: contract.OrderView,
  RehearsalDayView: contract.RehearsalDayView,
  RehearsalHistoryView: contract.RehearsalHistoryView,
  RehearsalView: contract.RehearsalView,
  SpecView: contract.SpecView,
  StatusView: contract.StatusView,
  StressView: contract.StressView,
  TreeView: contract.TreeView,
  VenueAccountView: contract.VenueAccountView,
  VenueHistoryView: contract.VenueHistoryView,
  VenueView: contract.VenueView,
  VenueWhatIfView: contract.VenueWhatIfView,
  WhatIfView: contract.WhatIfView,
} as const

export type ViewName = keyof typeof views

/** Makes every shape known to the validator, the serialiser and the API's document. */
export function addSchemas(app: FastifyInstance): void {
  for (const [id, schema] of Object.entries(views)) {
    const plain = JSON.parse(JSON.stringify(schema)) as Record<string, unknown>
    const own = id === 'NodeView' ? ((plain.$defs as Record<string, object>).Node ?? {}) : plain
    app.addSchema({ ...(withNodesNamed(own) as object), $id: id })
  }
}

/** TypeBox writes the recursive node as a local definition; here it is the shared shape `NodeView`. */
function withNodesNamed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withNodesNamed)
  if (typeof schema !== 'object' || schema === null) return schema
  if ('$ref' in schema && schema.$ref === 'Node') return { $ref: 'NodeView#' }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withNodesNamed(value)]))
}

/** Answers of a route: its own, and the error body for everything else. */
export function answers(status: 200 | 201, view: ViewName, list?: 'list'): Record<string, TSchema> {
  const shape = Type.Ref(`${view}#`)
  return { [status]: list === 'list' ? Type.Array(shape) : shape, ...refusals }
}

export const refusals: Record<string, TSchema> = { '4xx': Type.Ref('ErrorBody#'), '5xx': Type.Ref('ErrorBody#') }
