import { type FlatCollateral, type MarginSpec, rulebook, type ScenarioGrid } from 'plimsoll'

/** One of our three generations, whose document is a single grid and flat haircuts. */
export type HouseSpec = MarginSpec & {
  readonly collateral: FlatCollateral
  readonly scenarios: { readonly grid: ScenarioGrid }
}

export function houseSpec(id: 'isolated' | 'cross' | 'portfolio'): HouseSpec {
  return rulebook(id) as HouseSpec
}
