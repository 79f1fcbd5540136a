import {
  collateralSpareFee,
  coverPart,
  discountAfter,
  liabilityToCover,
  lotsToCover,
  socialisedCharge,
  spareFee,
} from '@plimsoll/clearing'
import { expect } from 'vitest'
import { looseFields } from '../looseFields.js'
import type { Handler, OracleCase } from '../oracleCase.js'
import { expectNear, expectOnly } from '../venueBook.js'

type Numbers = Readonly<Record<string, number>>

/** Prices, quote amounts and fractions have six places at the venue, base amounts nine. */
const millionths = (value: number): bigint => BigInt(Math.round(value * 1e6))
const basePlaces = 1_000_000_000n
const slotMilliseconds = 400

/** How much must change hands: of a perpetual, of a borrowed coin, or as a part that grows with time. */
const liquidationSize: Handler = (oracle) => {
  const { inputs, expected } = oracle
  const of = inputs as Numbers
  const shortage = millionths(of.marginShortage!)
  if ('marginRatio' in inputs) {
    expectOnly(
      inputs,
      ['marginShortage', 'marginRatio', 'liquidatorFee', 'insuranceFundFee', 'oraclePrice', 'quoteOraclePrice'],
      'inputs',
    )
    expectOnly(expected, ['baseAssetAmount'], 'expected')
    const lots = lotsToCover({
      shortage,
      ratioPpm: millionths(of.marginRatio!),
      discountPpm: millionths(of.liquidatorFee!),
      fundFeePpm: millionths(of.insuranceFundFee!),
      price: millionths(of.oraclePrice!),
      quotePricePpm: millionths(of.quoteOraclePrice!),
      lotsPerUnit: basePlaces,
    })
    return expectAmount(lots, expected.baseAssetAmount, oracle)
  }
  if ('assetWeight' in inputs) {
    expectOnly(
      inputs,
      [
        'marginShortage',
        'assetWeight',
        'assetMultiplier',
        'liabilityWeight',
        'liabilityMultiplier',
        'liabilityPrice',
        'insuranceFundFee',
      ],
      'inputs',
    )
    expectOnly(expected, ['liabilityTransfer'], 'expected')
    const units = liabilityToCover({
      shortage,
      assetWeightPpm: millionths(of.assetWeight!),
      assetMultiplierPpm: millionths(of.assetMultiplier!),
      liabilityWeightPpm: millionths(of.liabilityWeight!),
      liabilityMultiplierPpm: millionths(of.liabilityMultiplier!),
      liabilityPrice: millionths(of.liabilityPrice!),
      fundFeePpm: millionths(of.insuranceFundFee!),
      unitsPerWhole: basePlaces,
    })
    return expectAmount(units, expected.liabilityTransfer, oracle)
  }
  expectOnly(inputs, ['marginShortage', 'initialPct', 'slotsElapsed', 'duration', 'marginFreed'], 'inputs')
  expectOnly(expected, ['maxPct'], 'expected')
  const ramp = {
    initialPpm: millionths(of.initialPct!),
    durationMilliseconds: of.duration! * slotMilliseconds,
    wholeBelow: 50_000_000n,
    resolutionPpm: 100n,
  }
  const part = coverPart(ramp, {
    shortage,
    freed: millionths(of.marginFreed ?? 0),
    elapsedMilliseconds: of.slotsElapsed! * slotMilliseconds,
  })
  expectNear(Number(part) / 1e6, expected.maxPct, oracle, 'maximum part')
}

/** Of what no amount covers the venue answers with the largest integer, which a case may print as null or as text. */
function expectAmount(amount: bigint | undefined, expected: unknown, oracle: OracleCase): void {
  if (typeof expected === 'number') {
    expect(amount, 'an amount covers the shortage').toBeDefined()
    expectNear(Number(amount) / Number(basePlaces), expected, oracle, 'amount')
  } else expect(amount).toBeUndefined()
}

/** What the liquidator gets, growing with time, and what the fund may take besides. */
const liquidationFee: Handler = (oracle) => {
  const { inputs, expected } = oracle
  const of = inputs as Numbers
  if ('baseFee' in inputs) {
    expectOnly(inputs, ['baseFee', 'maxFee', 'lastActiveSlot', 'currentSlot'], 'inputs')
    expectOnly(expected, ['fee'], 'expected')
    const ramp = {
      basePpm: millionths(of.baseFee!),
      maxPpm: millionths(of.maxFee!),
      perPeriodPpm: 1n,
      periodMilliseconds: slotMilliseconds,
      graceMilliseconds: 1_500 * slotMilliseconds,
    }
    const fee = discountAfter(ramp, (of.currentSlot! - of.lastActiveSlot!) * slotMilliseconds)
    return expectNear(Number(fee) / 1e6, expected.fee, oracle, 'fee')
  }
  expectOnly(expected, ['ifFee'], 'expected')
  const shortage = millionths(of.marginShortage!)
  const maxPpm = millionths(of.maxIfFee!)
  if ('baseAmount' in inputs) {
    expectOnly(
      inputs,
      ['marginShortage', 'baseAmount', 'marginRatio', 'liquidatorFee', 'oraclePrice', 'quotePrice', 'maxIfFee'],
      'inputs',
    )
    const fee = spareFee({
      shortage,
      lots: BigInt(Math.round(of.baseAmount! * 1e9)),
      lotsPerUnit: basePlaces,
      ratioPpm: millionths(of.marginRatio!),
      discountPpm: millionths(of.liquidatorFee!),
      price: millionths(of.oraclePrice!),
      quotePricePpm: millionths(of.quotePrice!),
      maxPpm,
      partPpm: 950_000n,
    })
    return expectNear(Number(fee) / 1e6, expected.ifFee, oracle, 'fund fee')
  }
  expectOnly(
    inputs,
    [
      'marginShortage',
      'tokenAmount',
      'assetWeight',
      'assetMultiplier',
      'liabilityWeight',
      'liabilityMultiplier',
      'oraclePrice',
      'maxIfFee',
    ],
    'inputs',
  )
  const fee = collateralSpareFee({
    shortage,
    units: millionths(of.tokenAmount!),
    unitsPerWhole: 1_000_000n,
    assetWeightPpm: millionths(of.assetWeight!),
    assetMultiplierPpm: millionths(of.assetMultiplier!),
    liabilityWeightPpm: millionths(of.liabilityWeight!),
    liabilityMultiplierPpm: millionths(of.liabilityMultiplier!),
    liabilityPrice: millionths(of.oraclePrice!),
    maxPpm,
  })
  expectNear(Number(fee) / 1e6, expected.ifFee, oracle, 'fund fee')
}

/** A loss that is shared by open interest, or by deposits: read by what the case carries. */
const socialisedLoss: Handler = (oracle) => {
  const fields = looseFields(oracle.inputs)
  const loss = millionths(fields.required('the loss', /loss|borrow|bankrupt/i))
  const long = fields.required('who carries it', /long|deposit/i)
  const short = fields.number(/short/i) ?? 0
  fields.expectAllRead('inputs')
  const charge = socialisedCharge(loss, millionths(Math.abs(long) + Math.abs(short)), 1_000_000n)
  for (const [name, value] of Object.entries(oracle.expected)) expectNear(Number(charge) / 1e6, value, oracle, name)
}

export const handlers: Readonly<Record<string, Handler>> = {
  'drift|v2|liquidation-size': liquidationSize,
  'drift|v2|liquidation-fee': liquidationFee,
  'drift|v2|socialised-loss': socialisedLoss,
}
