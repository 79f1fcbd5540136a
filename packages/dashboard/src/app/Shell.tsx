import { Link, Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { AccountList } from '../account/AccountList'
import { Button } from '../design/Button'
import { ConnectionMark } from './ConnectionMark'
import { FeedBadge } from './FeedBadge'
import { FeedControls } from './FeedControls'
import { KeyboardHelp } from './KeyboardHelp'
import { KeyDialog } from './KeyDialog'
import { OldNumbersBanner } from './OldNumbersBanner'
import { PriceTape } from './PriceTape'
import { ThemeSwitch } from './ThemeSwitch'
import { useShortcuts } from './useShortcuts'

const pageLink =
  'inline-flex min-h-6 items-center rounded px-1.5 text-xs font-medium text-ink-2 hover:bg-raised hover:text-ink'

/** The frame around every page: what the market is and whether it can be trusted, and all accounts. */
export function Shell() {
  const [isHelpOpen, setHelpOpen] = useState(false)
  useShortcuts(() => setHelpOpen(true))
  return (
    <div className="flex min-h-dvh flex-col lg:h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-panel focus:p-2 focus:text-accent"
      >
        To the account
      </a>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b border-line bg-panel px-3 py-1.5 lg:flex-nowrap">
        <span className="flex items-center gap-2 text-base font-semibold tracking-tight">
          <svg viewBox="0 0 24 24" className="size-5 fill-none stroke-accent" strokeWidth="2.2" aria-hidden="true">
            <circle cx="12" cy="12" r="6.5" />
            <path d="M1 12h22" />
          </svg>
          Plimsoll
        </span>
        <nav aria-label="Pages" className="flex items-center gap-0.5">
          <Link to="/" className={pageLink} activeProps={{}} activeOptions={{ exact: true }}>
            Accounts
          </Link>
          <Link to="/venue" className={pageLink} activeProps={{ className: 'bg-accent-soft text-accent' }}>
            Venue
          </Link>
          <Link to="/crash" className={pageLink} activeProps={{ className: 'bg-accent-soft text-accent' }}>
            Crash
          </Link>
        </nav>
        <FeedBadge />
        <FeedControls />
        <div className="order-last flex w-full min-w-0 lg:order-none lg:w-auto lg:flex-1">
          <PriceTape />
        </div>
        <div className="ml-auto flex items-center gap-1">
          <ConnectionMark />
          <ThemeSwitch />
          <Button
            look="quiet"
            className="px-2"
            aria-label="Keyboard help"
            title="Keyboard help (?)"
            onClick={() => setHelpOpen(true)}
          >
            ?
          </Button>
        </div>
      </header>
      <OldNumbersBanner />
      <div className="flex min-h-0 flex-1 flex-col lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
        <AccountList />
        <main id="main" tabIndex={-1} className="min-h-0 min-w-0 outline-none lg:overflow-y-auto">
          <Outlet />
        </main>
      </div>
      <KeyDialog />
      <KeyboardHelp open={isHelpOpen} onOpenChange={setHelpOpen} />
    </div>
  )
}
