import { type MarginSpec, PlimsollError, parseSpec, withParameters } from 'plimsoll'

/** A parameter as it is typed: `name=value`, or `rulebook:name=value` where several rule books are asked. */
interface Setting {
  readonly text: string
  readonly spec: string | undefined
  readonly name: string
  readonly value: number
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/**
 * The rule books with the parameters that were typed. One that only some of them have is supplied to those; one that none
 * has is refused with what there is.
 */
export function setParameters(specs: readonly MarginSpec[], texts: readonly string[] = []): readonly MarginSpec[] {
  if (texts.length === 0) return specs
  const settings = texts.map((text) => readSetting(text, specs))
  for (const setting of settings) if (!specs.some((spec) => takes(spec, setting))) throw unknownName(setting, specs)
  return specs.map((spec) => {
    const own = settings.filter((setting) => takes(spec, setting))
    if (own.length === 0) return spec
    // Read again: a value may be one with which the rule book's scenarios would move a price to where none can be.
    return parseSpec(withParameters(spec, Object.fromEntries(own.map(({ name, value }) => [name, value]))))
  })
}

function readSetting(text: string, specs: readonly MarginSpec[]): Setting {
  const where = `--set ${text}`
  const at = text.lastIndexOf('=')
  if (at < 1) {
    throw new PlimsollError('INPUT_INVALID', { where, expected: 'NAME=VALUE, e.g. --set rate=0.05' })
  }
  const typed = text.slice(at + 1).trim()
  const value = number.test(typed) ? Number(typed) : Number.NaN
  if (!Number.isFinite(value)) {
    throw new PlimsollError('INPUT_INVALID', { where, value: typed, expected: 'a number, e.g. 0.05' })
  }
  const left = text.slice(0, at).trim()
  const spec = specs.find(({ id }) => left.startsWith(`${id}:`))?.id
  return { text, spec, name: spec === undefined ? left : left.slice(spec.length + 1), value }
}

function takes(spec: MarginSpec, setting: Setting): boolean {
  if (setting.spec !== undefined && setting.spec !== spec.id) return false
  return Object.hasOwn(spec.parameters ?? {}, setting.name)
}

function unknownName({ text, name, spec: only }: Setting, specs: readonly MarginSpec[]): PlimsollError {
  const [one, ...others] = specs.filter(({ id }) => only === undefined || id === only)
  const expected =
    one !== undefined && others.length === 0
      ? `a parameter of ${one.id}: ${Object.keys(one.parameters ?? {}).join(', ') || 'it has none'}`
      : 'a parameter of one of the rule books; `plimsoll specs ID` lists those of one'
  return new PlimsollError('SPEC_INVALID', { where: `--set ${text}`, value: name, expected })
}
