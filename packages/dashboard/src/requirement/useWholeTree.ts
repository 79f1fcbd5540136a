import type { TreeView } from '@plimsoll/server/contract'
import { service } from '../api/service'
import { useLiveQuery } from '../api/useLiveQuery'

/** The whole tree with its legs, kept up to date while it is needed; what goes out with every tick is its upper part. */
export function useWholeTree(accountId: string, specId: string, isNeeded: boolean): TreeView | undefined {
  const { data } = useLiveQuery(['view', accountId, 'tree', specId], () => service.tree(accountId), accountId, isNeeded)
  return isNeeded && data?.specId === specId ? data : undefined
}
