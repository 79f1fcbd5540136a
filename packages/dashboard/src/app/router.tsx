import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  stripSearchParams,
} from '@tanstack/react-router'
import { AccountPage } from '../account/AccountPage'
import { type DeskSearch, deskDefaults, views } from './deskSearch'
import { NotFound } from './NotFound'
import { Shell } from './Shell'
import { StartPage } from './StartPage'

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  validateSearch: (search: Record<string, unknown>): Partial<DeskSearch> => ({
    view: views.find((view) => view === search.view) ?? deskDefaults.view,
    underlying: typeof search.underlying === 'string' ? search.underlying : deskDefaults.underlying,
    pair: typeof search.pair === 'string' ? search.pair : deskDefaults.pair,
  }),
  search: { middlewares: [stripSearchParams<Partial<DeskSearch>, never>(deskDefaults)] },
})
const start = createRoute({ getParentRoute: () => root, path: '/', component: StartPage })
const account = createRoute({ getParentRoute: () => root, path: '/accounts/$accountId', component: AccountPage })
/** The account of the venue that is looked at. */
const venue = createRoute({
  getParentRoute: () => root,
  path: '/venue',
  component: lazyRouteComponent(() => import('../venue/VenuePage')),
  validateSearch: ({ account: number }: Record<string, unknown>): { readonly account?: number | undefined } =>
    typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? { account: number } : {},
})

const crash = createRoute({
  getParentRoute: () => root,
  path: '/crash',
  component: lazyRouteComponent(() => import('../rehearsal/CrashPage')),
})

export const router = createRouter({ routeTree: root.addChildren([start, account, venue, crash]) })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
