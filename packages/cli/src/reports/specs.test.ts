import { parseSpec, rulebook, rulebooks, type SpecSummary, specSchema, specSummary } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { answer, capture, example } from '../../test/capture.js'

describe('specs', () => {
  test('summaries of all, in text and in JSON', async () => {
    const all = await answer<{ plimsoll: string; specs: SpecSummary[] }>(['specs'])
    expect(all).toEqual({ plimsoll: 'specs/2', specs: rulebooks().map(specSummary) })
    const { out } = await capture(['specs'])
    for (const { id, title } of rulebooks()) expect(out).toMatch(new RegExp(`^ ${id} +${title.slice(0, 8)}`, 'm'))
  })

  test('one alone: the document, which can be read back', async () => {
    for (const { id } of rulebooks()) {
      expect(parseSpec(await answer(['specs', id])), id).toEqual(rulebook(id))
      const { out, code } = await capture(['specs', id])
      expect(code).toBe(0)
      for (const name of Object.keys(rulebook(id).parameters ?? {})) expect(out).toContain(` ${name} `)
      expect(out).not.toMatch(/NaN|undefined|\[object/)
    }
  })

  test('a file: its missing parameter and how it is supplied', async () => {
    const { out } = await capture(['specs', example('historical-shortfall.json')])
    expect(out).toMatch(/ size +– .* missing/)
    expect(out).toContain('--set size=VALUE')
    expect(out).toContain('--history FILE')
  })

  test('the published schema', async () => {
    expect(JSON.parse((await capture(['specs', '--schema'])).out)).toEqual(JSON.parse(JSON.stringify(specSchema)))
  })
})
