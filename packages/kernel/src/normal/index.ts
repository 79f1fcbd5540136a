export { millsRatio } from './millsRatio.js'
export { normalCdf } from './normalCdf.js'
export { normalPdf } from './normalPdf.js'
export { normalQuantile } from './normalQuantile.js'
