import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Tooltip } from 'radix-ui'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/request'
import { NoticesProvider } from './app/notices'
import { router } from './app/router'
import './design/theme.css'
import { startStream } from './stream/store'

startStream()

const client: QueryClient = new QueryClient({
  // Whatever was changed, the account's history grew by it.
  mutationCache: new MutationCache({ onSuccess: () => client.invalidateQueries({ queryKey: ['changes'] }) }),
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      // A refusal stays a refusal; only an unanswered call is worth another try.
      retry: (count, error) => count < 2 && error instanceof ApiError && error.status === 0,
    },
  },
})

const desk = document.getElementById('desk')
if (desk === null) throw new Error('index.html lacks the element #desk')
createRoot(desk).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Tooltip.Provider delayDuration={350}>
        <NoticesProvider>
          <RouterProvider router={router} />
        </NoticesProvider>
      </Tooltip.Provider>
    </QueryClientProvider>
  </StrictMode>,
)
