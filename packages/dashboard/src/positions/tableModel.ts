import type { PositionView } from '@plimsoll/server/contract'
import {
  columnFilteringFeature,
  columnVisibilityFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/react-table'
import { positionColumns } from './columns'

/** What the table can do: only these parts of the library are bundled. */
export const features = tableFeatures({
  columnFilteringFeature,
  columnVisibilityFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  filterFns: { includesString: filterFn_includesString },
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
})

const helper = createColumnHelper<typeof features, PositionView>()

export const tableColumns = helper.columns(
  positionColumns.map((column) =>
    helper.accessor((position) => column.value(position) ?? undefined, {
      id: column.id,
      header: column.title,
      sortFn: column.isText === true ? 'alphanumeric' : 'basic',
      sortUndefined: 'last',
      enableGlobalFilter: column.isText === true,
      enableHiding: column.id !== 'instrument',
    }),
  ),
)
