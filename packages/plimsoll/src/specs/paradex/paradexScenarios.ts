import type { ScenarioSource } from '../../requirement/spec.js'
import { parameter } from '../amounts.js'

type List = Extract<ScenarioSource, { kind: 'list' }>
type Listed = List['scenarios'][number]

/** Far moves, the same for both classes, with the place of their weight in the parameters. */
export const tailMoves: readonly number[] = Object.freeze([-0.66, -0.33, 0.5, 1, 2, 3, 4, 5])

const term = {
  referenceDays: 30,
  shortPower: parameter('volatility.shortPower'),
  longPower: parameter('volatility.longPower'),
  minDays: 1,
}

/** 24 scenarios: the edges with volatility up, seven moves inside them with volatility up and down, and eight tails. */
export function paradexScenarios(name: 'majors' | 'others', edge: number, inside: readonly number[]): List {
  const at = (move: number, volatility: 'up' | 'down', weight?: Listed['weight']): Listed => ({
    id: `${percent(move)}, vol ${volatility}${weight === undefined ? '' : ', in part'}`,
    move,
    volatility,
    ...(weight === undefined ? {} : { weight }),
  })
  return {
    kind: 'list',
    smile: 'sticky-strike',
    horizonDays: 0,
    volatility: [
      {
        id: 'up',
        kind: 'relative',
        move: parameter(`volatility.${name}.up`),
        floor: parameter(`volatility.${name}.floor`),
        term,
      },
      { id: 'down', kind: 'relative', move: parameter(`volatility.${name}.down`), term },
    ],
    scenarios: [
      at(edge, 'up'),
      ...inside.flatMap((move) => [at(move, 'up'), at(move, 'down')]),
      at(-edge, 'up'),
      ...tailMoves.map((move) => at(move, 'up', parameter(tailName(name, move)))),
    ],
  }
}

function percent(move: number): string {
  return `${move < 0 ? '−' : '+'}${Math.round(Math.abs(move) * 100)} %`
}

/** Name of the parameter that holds a tail’s weight. */
export function tailName(name: 'majors' | 'others', move: number): string {
  return `tail.${name}.${percent(move)}`
}
