import './security/trusted-types.ts'
import './theme/styles.ts'
import { createRoot } from 'react-dom/client'
import { Problem } from '#contract/call.ts'
import { sessionOptions, tenantOptions } from '#platform/identity/web/session-queries.ts'
import { App } from './app.tsx'
import { sendOncePerPress } from './forms/one-press.ts'
import { noticeTyping } from './forms/typed.ts'
import { startLanguage } from './language/language.ts'
import { queryClient } from './query-client.ts'
import { shareStyleNonce } from './security/style-nonce.ts'

shareStyleNonce()
sendOncePerPress()
noticeTyping()
// Asked for while the texts load; the pages find the answers waiting.
void queryClient.prefetchQuery(tenantOptions())
void queryClient.prefetchQuery({ ...sessionOptions(), retry: false })
await startLanguage()
createRoot(document.getElementById('root')!, {
  // What the server refuses is shown on the page; only what nobody foresaw belongs into the console.
  onCaughtError: (error) => error instanceof Problem || console.error(error),
}).render(<App />)
