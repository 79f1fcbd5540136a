import { absolute } from '../ledger/fill.js'
import type { AuctionStage } from '../liquidation/rules.js'
import { assess } from '../risk/assess.js'
import { costs, pushCost, slippage } from './costs.js'
import { coalition, type Member, type Move, type Plan, type Story } from './plan.js'
import { cents, contract, createScene, exchange, maker, type Scene, type Terrain, usdc, worth } from './scene.js'

const slots = 14
const slotMilliseconds = 10_000
const home = 70_000
/** The slow price follows at so much of itself in a slot: three ten-thousandths a second. */
const slowStep = 0.003

/** Where the true price stands in a slot, as a part of where it began. */
const stories: { readonly [Name in Story]: (slot: number) => number } = {
  flat: () => 1,
  // A small fall, then a gap that is far beyond the margin of a levered account.
  gap: (slot) => (slot < 2 ? 1 : slot < 5 ? 0.97 : 0.72),
  // Up, so that there is a profit to take out, and then down.
  swing: (slot) => (slot < 2 ? 1 : slot < 7 ? 1 + 0.02 * (slot - 1) : slot < 9 ? 0.97 : 0.86),
  slide: (slot) => 1 - 0.015 * Math.min(slot, 10),
}

/** What a plan has brought its coalition. */
export interface Outcome {
  /** Smallest units of USDC: what the members have at the end less what they had, and less what pushing cost. */
  readonly gain: bigint
  readonly deleveraged: number
  readonly unpaid: bigint
}

/** Plays a plan to its end: until every liquidation of it is over, at the true price. */
export function playPlan(plan: Plan, terrain: Terrain): Outcome {
  const scene = createScene(terrain)
  const unpaidBefore = unpaidOf(scene)
  const purse = new Map<Member, bigint>(coalition.map((member) => [member, 0n]))
  const state: Run = {
    scene,
    purse,
    push: 0,
    pushUntil: -1,
    spent: 0n,
    taker: maker,
    deleveraged: 0,
    slow: home,
    true: home,
  }
  for (let slot = 0; slot < slots; slot++) {
    state.true = home * stories[plan.story](slot)
    if (slot === 1) takeStake(state, plan)
    for (const move of plan.moves.filter((each) => each.slot === slot && each.kind === 'push')) act(state, move)
    quote(state, slot)
    for (const move of plan.moves.filter((each) => each.slot === slot && each.kind !== 'push')) act(state, move)
    advance(state)
    scene.wait(slotMilliseconds)
  }
  // The push is over, and whatever is still in liquidation goes on.
  state.pushUntil = -1
  for (let round = 0; round < 40 && isBusy(scene); round++) {
    quote(state, slots)
    advance(state)
    scene.wait(slotMilliseconds)
  }
  quote(state, slots)
  let gain = -state.spent
  for (const member of coalition) gain += purse.get(member)! + worth(scene, member)
  return { gain, deleveraged: state.deleveraged, unpaid: unpaidBefore - unpaidOf(scene) }
}

interface Run {
  readonly scene: Scene
  /** What each member has outside the venue: negative for what was paid in. */
  readonly purse: Map<Member, bigint>
  push: number
  pushUntil: number
  spent: bigint
  taker: string
  deleveraged: number
  slow: number
  true: number
}

function unpaidOf({ state }: Scene): bigint {
  return state.houses.get('unpaid USDC') ?? 0n
}

function isBusy({ state }: Scene): boolean {
  return coalition.some((member) => state.episodes.get(member)?.open === true)
}

/** The index of now, with the slow price that follows it. */
function quote(run: Run, slot: number): void {
  const index = run.true * (slot < run.pushUntil ? 1 + run.push : 1)
  run.slow = Math.min(run.slow * (1 + slowStep), Math.max(run.slow * (1 - slowStep), index))
  run.scene.send('price', {
    feed: 'index BTC',
    decimals: 2,
    fast: cents(index),
    low: cents(Math.min(index, run.slow)),
    high: cents(Math.max(index, run.slow)),
    status: 'VALID',
  })
}

/** Time passes twice in a slot: once to find who is short, once after the market has answered. */
function advance(run: Run): void {
  for (let round = 0; round < 2; round++) {
    const { events } = run.scene.send('advance', {})
    for (const event of events) if (event.kind === 'deleveraged') run.deleveraged += event.round.fills.length
    answerOrders(run)
    if (round === 0) honestBids(run)
  }
}

/** What liquidations have ordered is taken by whoever is first, at the orders’ limits or at what the market pays, whichever is better for him. */
function answerOrders({ scene, taker, true: price }: Run): void {
  for (const account of scene.state.episodes.keys()) {
    const { pending, epoch } = scene.state.episodes.get(account)!
    const lots = pending?.lots[contract] ?? 0n
    if (lots === 0n) continue
    const depth = lots > 0n ? limited(lots) : -limited(-lots)
    const off = slippage(absolute(depth), price)
    const fair = cents(price * (depth > 0n ? 1 + off : 1 - off))
    // A member takes at half a hundredth off the mark, where the market may be far away from it.
    const atMark = (scene.mark() * (depth > 0n ? 1_005n : 995n)) / 1_000n
    const who = taker === account ? maker : taker
    const first = who === maker ? fair : atMark
    const filled = scene.send('liquidation-filled', {
      account,
      epoch,
      trades: [{ instrument: contract, lots: depth, price: first, counterparty: who }],
    })
    if (filled.refusal === undefined || who === maker) continue
    scene.send('liquidation-filled', {
      account,
      epoch,
      trades: [{ instrument: contract, lots: depth, price: fair, counterparty: maker }],
    })
  }
}

/** The market maker takes no more than this in one go. */
function limited(lots: bigint): bigint {
  return lots < 500n ? lots : 500n
}

/** The market maker bids in auctions of honest accounts and of members alike, for what it can carry, at a profit of two hundredths of the notional. */
function honestBids({ scene, true: price }: Run): void {
  for (const account of scene.state.episodes.keys()) {
    const episode = scene.state.episodes.get(account)!
    if (!episode.open || episode.auction === null) continue
    const value = Number(worth(scene, account)) / 1e6
    const size = Math.abs(Number(scene.lots(account))) * (price / 1000)
    bidFor(scene, maker, account, 1, usdc(Math.max(0, value - 0.02 * size)))
  }
}

function bidFor(scene: Scene, bidder: string, account: string, share: number, limit: bigint): void {
  const { stages } = scene.state.parameters.get('parameters')!.liquidation
  const stage = stages[scene.state.episodes.get(account)?.stage ?? 0]
  if (stage?.kind !== 'auction' || share <= 0) return
  const ppm = BigInt(Math.max(1, Math.round(share * 1e6)))
  scene.send('bid', {
    bidder,
    account,
    share: (ppm * 10n ** BigInt((stage as AuctionStage).fractionDecimals)) / 1_000_000n,
    limit,
  })
}

function deposit({ scene, purse }: Run, member: Member, amount: bigint): void {
  if (amount <= 0n) return
  scene.send('deposit', { account: member, asset: 'USDC', amount })
  purse.set(member, purse.get(member)! - amount)
}

/** Both sides pay in what they want to stand behind the position, and trade with one another or with the market. */
function takeStake(run: Run, { stake }: Plan): void {
  if (stake === undefined) return
  const { scene } = run
  const needed = (Number(stake.lots) / 1000) * run.true * 0.165 * stake.margin
  deposit(run, stake.long, usdc(needed))
  if (stake.short !== 'crowd') {
    deposit(run, stake.short, usdc(needed))
    exchange(scene, {
      buyer: stake.long,
      seller: stake.short,
      lots: stake.lots,
      price: scene.mark(),
      feePpm: costs.feePpm,
    })
    return
  }
  const price = cents(run.true * (1 + slippage(stake.lots, run.true)))
  exchange(scene, { buyer: stake.long, seller: maker, lots: stake.lots, price, feePpm: costs.feePpm })
}

/** A move that the machine refuses has no effect: the coalition has tried. */
function act(run: Run, move: Move): void {
  const { scene } = run
  switch (move.kind) {
    case 'withdraw': {
      const amount = part(spare(scene, move.member), move.part)
      const { refusal } = scene.send('withdraw', { account: move.member, asset: 'USDC', amount })
      if (refusal === undefined) run.purse.set(move.member, run.purse.get(move.member)! + amount)
      return
    }
    case 'transfer': {
      const amount = part(spare(scene, move.from), move.part)
      scene.send('transfer', { from: move.from, to: move.to, asset: 'USDC', amount })
      return
    }
    case 'mode':
      scene.send('change-mode', { account: move.member, mode: move.mode })
      return
    case 'wash':
      carry(run, move.with, move.member)
      hand(run, move.member, move.with, 1, 0)
      hand(run, move.with, move.member, 1, 0)
      return
    case 'hand-over':
      carry(run, move.to, move.member)
      hand(run, move.member, move.to, move.part, move.off)
      return
    case 'close':
      closeWithMaker(run, move.member, move.part)
      return
    case 'push':
      run.push = move.by
      run.pushUntil = move.slot + move.slots
      run.spent += pushCost(move.by, move.slots * (slotMilliseconds / 1000)) * 1_000_000n
      return
    case 'bid':
      for (const account of scene.state.episodes.keys()) {
        if (account === move.bidder || scene.state.episodes.get(account)!.auction === null) continue
        carry(run, move.bidder, account)
        bidFor(scene, move.bidder, account, move.share, usdc(1e9))
      }
      return
    case 'take':
      deposit(run, move.member, usdc(100_000))
      run.taker = move.member
      return
  }
}

function part(amount: bigint, of: number): bigint {
  return (amount * BigInt(Math.round(of * 1000))) / 1000n
}

/** The most that an account is let to give away, by its own figures; the machine has the last word. */
function spare(scene: Scene, account: string): bigint {
  const { slowEquity, kept } = assess(scene.state, account, scene.state.accounts.get(account)!)
  const free = usdc(Math.max(0, slowEquity - kept))
  const held = scene.money(account)
  return free < held ? free : held
}

/** Pays in what a member needs to take over another’s position. */
function carry(run: Run, taker: Member, giver: string): void {
  const lots = absolute(run.scene.lots(giver))
  deposit(run, taker, usdc((Number(lots) / 1000) * run.true * 0.2))
}

function hand({ scene }: Run, from: Member, to: Member, share: number, off: number): void {
  const lots = part(scene.lots(from), share)
  if (lots === 0n) return
  // A little within the band of a tenth.
  const price = scene.mark() + (scene.mark() * BigInt(Math.round(off * 99))) / 1000n
  const [buyer, seller] = lots > 0n ? [to, from] : [from, to]
  exchange(scene, { buyer, seller, lots: absolute(lots), price, feePpm: costs.feePpm })
}

function closeWithMaker({ scene, true: price }: Run, member: Member, share: number): void {
  const lots = part(scene.lots(member), share)
  if (lots === 0n) return
  const off = slippage(absolute(lots), price)
  const [buyer, seller] = lots > 0n ? [maker, member] : [member, maker]
  const at = cents(price * (lots > 0n ? 1 - off : 1 + off))
  exchange(scene, { buyer, seller, lots: absolute(lots), price: at, feePpm: costs.feePpm })
}
