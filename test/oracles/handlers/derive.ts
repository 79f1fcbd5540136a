import { checkAuction } from '../derive/auction.js'
import { checkPm1 } from '../derive/pm1.js'
import { checkPm2 } from '../derive/pm2.js'
import { checkSrm } from '../derive/srm.js'
import type { Handlers } from '../oracleCase.js'

export const handlers: Handlers['handlers'] = {
  'derive|DutchAuction|liquidation': checkAuction,
  'derive|PMRM_2|portfolio-margin': checkPm2,
  'derive|PMRM|portfolio-margin': checkPm1,
  'derive|SRM|standard-margin': checkSrm,
}
