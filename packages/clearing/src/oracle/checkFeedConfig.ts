import { ed25519 } from '@noble/curves/ed25519.js'
import { hexToBytes } from '@noble/hashes/utils.js'
import { PlimsollError } from 'plimsoll'
import type { FeedConfig, SourceConfig } from './feedConfig.js'
import { panelsOf } from './settleSources.js'

/**
 * Refuses a feed's record that could not judge prices: a quorum that cannot be reached, a share above one, a key that is none, a source
 * named twice.
 *
 * @throws PlimsollError INPUT_INVALID with the field
 */
export function checkFeedConfig(config: FeedConfig): void {
  const { decimals, weightCap, leastSize, agreementPpm, recoveryTicks, futureToleranceMs } = config
  expect(Number.isInteger(decimals) && decimals >= 0 && decimals <= 18, 'decimals', decimals, 'an integer from 0 to 18')
  expect(leastSize > 0n, 'leastSize', leastSize, 'more than 0')
  expect(Number.isInteger(weightCap) && weightCap >= 2, 'weightCap', weightCap, 'an integer from 2')
  expect(
    agreementPpm > 500_000n && agreementPpm <= 1_000_000n,
    'agreementPpm',
    agreementPpm,
    'more than a half, at most one',
  )
  expect(Number.isInteger(recoveryTicks) && recoveryTicks >= 1, 'recoveryTicks', recoveryTicks, 'an integer from 1')
  expect(isDuration(futureToleranceMs), 'futureToleranceMs', futureToleranceMs, 'milliseconds from 0')
  for (const name of shares) {
    const value = config[name]
    expect(value >= 0n && value < 1_000_000n, name, value, 'parts per million, from 0 to below one')
  }
  expect(config.uncertainPpm <= config.tooWidePpm, 'tooWidePpm', config.tooWidePpm, 'at least uncertainPpm')
  for (const name of durations) expect(isDuration(config[name]), name, config[name], 'milliseconds from 0')
  checkMark(config)
  for (const [row, { quorum, sources }] of panelsOf(config).entries()) {
    const where = row === 0 ? 'index' : 'perpetual'
    const groups = new Set(sources.map(({ group }) => group)).size
    expect(
      Number.isInteger(quorum) && quorum >= weightCap && quorum <= groups,
      `${where}.quorum`,
      quorum,
      `from weightCap (${weightCap}) to the number of groups (${groups})`,
    )
  }
  const ids = new Set<string>()
  for (const source of panelsOf(config).flatMap(({ sources }) => sources)) {
    expect(!ids.has(source.id), 'sources', source.id, 'every id once')
    ids.add(source.id)
    checkSource(source)
  }
}

const shares = ['agreementBandPpm', 'jumpPpm', 'boundMarginPpm', 'uncertainPpm', 'tooWidePpm'] as const
const durations = ['jumpConfirmMs', 'graceMs', 'settleMs', 'haltAfterMs'] as const

function checkMark({ mark, slow, moveBands }: FeedConfig): void {
  expect(mark.bandPpm > 0n && mark.bandPpm < 1_000_000n, 'mark.bandPpm', mark.bandPpm, 'ppm between 0 and one')
  expect(mark.ceilingMultiple >= 1n, 'mark.ceilingMultiple', mark.ceilingMultiple, 'at least 1')
  for (const [name, value] of [
    ['mark.basisMs', mark.basisMs],
    ['mark.ceilingMs', mark.ceilingMs],
    ...moveBands.map(({ windowMs }) => ['moveBands.windowMs', windowMs] as const),
  ] as const)
    expect(isDuration(value) && value > 0, name, value, 'milliseconds above 0')
  // A slow price that stood still would be a price that cannot fall.
  expect(slow.perSecondPpm > 0n, 'slow.perSecondPpm', slow.perSecondPpm, 'more than 0')
  expect(
    slow.perHourPpm > 0n && slow.perHourPpm < 1_000_000n,
    'slow.perHourPpm',
    slow.perHourPpm,
    'ppm between 0 and one',
  )
}

function checkSource({ id, publicKey, weight, heartbeatMs, depthMin, floorPrice, ceilingPrice }: SourceConfig): void {
  const at = (field: string): string => `sources.${id}.${field}`
  expect(weight > 0n, at('weight'), weight, 'more than 0')
  expect(isDuration(heartbeatMs) && heartbeatMs > 0, at('heartbeatMs'), heartbeatMs, 'milliseconds above 0')
  expect(depthMin >= 0n, at('depthMin'), depthMin, 'at least 0')
  expect(isKey(publicKey), at('publicKey'), publicKey, 'an Ed25519 public key, 64 lower-case hexadecimal digits')
  const isOrdered = floorPrice === undefined || ceilingPrice === undefined || floorPrice < ceilingPrice
  expect(isOrdered, at('ceilingPrice'), ceilingPrice, 'above the floor')
}

/** A point of the curve, of its large subgroup's order or a multiple: a key of small order would sign anything. */
function isKey(text: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(text)) return false
  const bytes = hexToBytes(text)
  return ed25519.utils.isValidPublicKey(bytes, false) && !ed25519.Point.fromBytes(bytes).isSmallOrder()
}

function isDuration(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function expect(holds: boolean, where: string, value: unknown, expected: string): void {
  if (!holds) throw new PlimsollError('INPUT_INVALID', { where, value, expected })
}
