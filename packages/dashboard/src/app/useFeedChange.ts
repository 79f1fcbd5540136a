import type { FeedChange, FeedView } from '@plimsoll/server/contract'
import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import { service } from '../api/service'
import { dispatchStream } from '../stream/store'
import { useNotices } from './notices'

/** Changes the market's course; the answer is shown at once, since a paused feed sends no tick that would tell. */
export function useFeedChange(): UseMutationResult<FeedView, Error, FeedChange> {
  const notices = useNotices()
  return useMutation({
    mutationFn: service.changeFeed,
    onSuccess: (feed) => dispatchStream({ type: 'feed', feed }),
    onError: (error) => notices.problem('The market was not changed', error),
  })
}
