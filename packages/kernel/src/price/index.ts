export { bachelier } from './bachelier.js'
export { black76 } from './black76.js'
export { impliedNormalStdDev } from './impliedNormalStdDev.js'
export { impliedTotalVolatility } from './impliedTotalVolatility.js'
