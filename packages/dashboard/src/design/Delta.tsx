import { signed } from '../format/number'
import { classes } from './classes'

/** A profit or a loss: sign and colour. */
export function Delta({ value, places, text }: { value: number | null; places?: number; text?: string }) {
  const colour = value === null || value === 0 ? 'text-ink-2' : value > 0 ? 'text-gain' : 'text-loss'
  return <span className={classes('whitespace-nowrap', colour)}>{text ?? signed(value, places)}</span>
}
