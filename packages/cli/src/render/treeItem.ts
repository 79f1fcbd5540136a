import type { CellResult, NodeResult } from 'plimsoll'
import { formatFigure, formatRequirement } from './number.js'

/** A node of a rule book's tree as one entry: nodes that only pass a number on are told together with what they pass on. */
export interface TreeItem {
  readonly text: string
  /** Empty where the number stands in the text. */
  readonly value: string
  /** Does not decide. */
  readonly faint: boolean
  readonly children: () => readonly TreeItem[]
}

/** How a node is seen from above. */
interface View {
  /** In the reporting currency; otherwise its unit is for the rule book to say. */
  readonly money: boolean
  readonly faint: boolean
  /** What stands before the text: `● ` or `○ ` at branches, `× ` or `÷ ` at second operands. */
  readonly sign: string
  readonly before: ShownTree | undefined
}

/** Kinds whose number is that of one child, chosen among them. */
const choosing: ReadonlySet<string> = new Set(['max', 'min', 'floor', 'cap', 'when'])
/** Kinds that are told as `name = value`. */
const named: ReadonlySet<string> = new Set(['number', 'parameter', 'fact', 'bound', 'attribute'])
/** Kinds that are in the reporting currency wherever they stand. */
const scans: ReadonlySet<string> = new Set(['worst-of', 'tail', 'short-option-minimum', 'worst-payoff'])
/** Kinds whose children are in their own unit. */
const additive: ReadonlySet<string> = new Set([
  ...choosing,
  'sum',
  'for-each',
  'cell',
  'where',
  'bind',
  'credits',
  'round',
  'magnitude',
])

/** A tree that has been shown, so that it need not be shown again where it is a part of another. */
export interface ShownTree {
  readonly name: string
  readonly root: NodeResult
}

/** The entry of a whole requirement. */
export function treeItem(root: NodeResult, before?: ShownTree): TreeItem {
  return itemOf(root, { money: true, faint: false, sign: '', before })
}

function itemOf(node: NodeResult, view: View): TreeItem {
  const money = view.money || isScan(node)
  const inside = passedOn(node)
  if (inside !== undefined) {
    const below = itemOf(inside, { ...view, sign: '' })
    return { ...below, text: `${view.sign}${joined(node, inside, below.text)}` }
  }
  const value = shown(node.value, money)
  const { before } = view
  if (before !== undefined && node.children.length > 0 && isSame(node, before.root)) {
    const text = `${view.sign}${nodeName(node)}: as in ${before.name}`
    return { text, value, faint: view.faint, children: () => [] }
  }
  return named.has(node.kind)
    ? { text: `${view.sign}${nameAndValue(node)}`, value: '', faint: view.faint, children: () => [] }
    : {
        text: `${view.sign}${nodeName(node)}`,
        value,
        faint: view.faint,
        children: () => [
          ...(node.cells ?? []).map((cell) => cellItem(cell, view.faint)),
          ...node.children.map((child, row) => itemOf(child, childView(node, row, { ...view, money }))),
        ],
      }
}

/** Losses in scenarios are in the reporting currency, and so is what is added up or chosen of them. */
function isScan({ kind, children, counts }: NodeResult): boolean {
  if (scans.has(kind)) return true
  return additive.has(kind) && children.some((child, row) => counts?.[row] !== 0 && isScan(child))
}

function isSame(node: NodeResult, other: NodeResult): boolean {
  if (node.kind !== other.kind || node.label !== other.label || node.value !== other.value) return false
  return node === other || JSON.stringify(node) === JSON.stringify(other)
}

/** The one child of a node that says no more than where it is looked at. */
function passedOn(node: NodeResult): NodeResult | undefined {
  const [only] = node.children
  if (node.kind !== 'cell' && node.kind !== 'where' && node.kind !== 'bind') return undefined
  return only !== undefined && node.children.length === 1 && Object.is(only.value, node.value) ? only : undefined
}

function joined(node: NodeResult, inside: NodeResult, text: string): string {
  const told = node.label === '' || node.label === node.kind || node.label === inside.label
  return told ? text : `${node.label}: ${text}`
}

function childView(node: NodeResult, row: number, view: View): View {
  const { money, faint } = view
  const count = node.counts?.[row]
  const inherited = { ...view, money: money && additive.has(node.kind), sign: '' }
  if (node.kind === 'when' && row > 0) return { ...inherited, money: false, sign: '? ' }
  if (choosing.has(node.kind) || (node.kind === 'for-each' && chooses(node))) {
    if (node.children.length < 2) return inherited
    return { ...inherited, faint: faint || count === 0, sign: count === 0 ? '○ ' : '● ' }
  }
  const operator = row === 0 ? undefined : operators[node.kind]
  if (operator !== undefined) return { ...inherited, money: false, sign: operator }
  return node.kind === 'scale' ? { ...inherited, money: money && node.children.length === 1 } : inherited
}

/** What stands before the second operand. */
const operators: Readonly<Record<string, string>> = { scale: '× ', ratio: '÷ ', power: '^ ' }

/** A largest over cells: one counts and the others do not. */
function chooses({ counts = [] }: NodeResult): boolean {
  return counts.length > 1 && counts.filter((count) => count === 0).length === counts.length - 1
}

function cellItem({ cell, scenario, value, standardError }: CellResult, faint: boolean): TreeItem {
  const name = scenario === undefined ? cell : `${cell}: ${scenario.label}`
  return {
    text: standardError === undefined ? name : `${name} (± ${formatFigure(standardError)} standard error)`,
    value: shown(value, true),
    faint,
    children: () => [],
  }
}

/** Money as it is asked for; anything else to the digits that it has. */
function shown(value: number, money: boolean): string {
  return money ? formatRequirement(value, 2) : formatFigure(value)
}

function nodeName(node: NodeResult): string {
  const { kind, label, factor } = node
  // A factor that is a node has a line of its own.
  const by = factor === undefined || node.children.length > 1 ? '' : ` × ${formatFigure(factor)}`
  return label === kind || label === '' || label === labelOfChildren(node) ? `${kind}${by}` : `${label} (${kind}${by})`
}

/** The label that a node gets which has none of its own: made of its children's, it says nothing that they do not. */
function labelOfChildren({ kind, factor, children }: NodeResult): string | undefined {
  const [first, second] = children.map(({ label }) => label)
  switch (kind) {
    case 'scale':
      return factor === undefined || second !== undefined ? `${second} × ${first}` : `${factor} × ${first}`
    case 'ratio':
      return `${first} / ${second}`
    case 'power':
      return `${first} ^ ${second}`
    case 'exponential':
      return `exp ${first}`
    case 'floor':
      return `${first}, at least ${second}`
    case 'cap':
      return `${first}, at most ${second}`
    case 'tiers':
      return `${first} in tiers`
    default:
      return first
  }
}

function nameAndValue({ kind, label, value }: NodeResult): string {
  if (kind === 'number' && label === String(value)) return formatFigure(value)
  return `${label} = ${formatFigure(value)}`
}
