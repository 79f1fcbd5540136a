/** The curve's lines by what they show; dashes tell them apart where colours do not. */
export const curveLines = [
  { key: 'pnl', title: 'P&L now', short: 'P&L', colour: '--accent', width: 2, dash: undefined },
  { key: 'pnlAtExpiry', title: 'P&L at expiry', short: 'at expiry', colour: '--accent', width: 1.25, dash: [5, 4] },
  { key: 'equity', title: 'Equity', short: 'Equity', colour: '--gain', width: 1.5, dash: undefined },
  { key: 'initial', title: 'Initial margin', short: 'IM', colour: '--warning', width: 1.5, dash: [8, 3] },
  { key: 'maintenance', title: 'Maintenance margin', short: 'MM', colour: '--loss', width: 1.5, dash: [2, 2] },
] as const

export type CurveLine = (typeof curveLines)[number]
