import '#web/security/trusted-types.ts'
import '#web/theme/styles.ts'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Problem } from '#contract/call.ts'
import { sendOncePerPress } from '#web/forms/one-press.ts'
import { noticeTyping } from '#web/forms/typed.ts'
import { startLanguage } from '#web/language/language.ts'
import { isProblem, queryClient } from '#web/query-client.ts'
import { shareStyleNonce, styleNonce } from '#web/security/style-nonce.ts'
import { readableGreys, tenantTheme } from '#web/theme/theme.ts'
import { consoleRouter } from './console-router.tsx'

const schemes = localStorageColorSchemeManager({ key: 'tenantry.color-scheme' })

shareStyleNonce()
sendOncePerPress()
noticeTyping()
const isDoor = () => /^\/(sign-in|link)$/.test(location.pathname)
queryClient.getQueryCache().subscribe(({ query }) => {
  // The session is over: nothing of the console stays on the screen.
  if (!isDoor() && isProblem(query.state.error, 'not_signed_in')) location.assign('/sign-in')
})
queryClient.getMutationCache().subscribe((event) => {
  if (event.type !== 'updated' || event.action.type !== 'error') return
  if (!isProblem(event.action.error, 'not_signed_in')) return
  // Half way through signing in it begins anew.
  if (isDoor()) void queryClient.resetQueries({ queryKey: ['session'] })
  else location.assign('/sign-in')
})
await startLanguage('console')
createRoot(document.getElementById('root')!, {
  // What the server refuses is shown on the page; only what nobody foresaw belongs into the console.
  onCaughtError: (error) => error instanceof Problem || console.error(error),
}).render(
  <QueryClientProvider client={queryClient}>
    <MantineProvider
      theme={tenantTheme(null)}
      cssVariablesResolver={readableGreys}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
      getStyleNonce={styleNonce}
    >
      {/* The types of routes are registered once, for the tenants' app. */}
      <RouterProvider router={consoleRouter as never} />
    </MantineProvider>
  </QueryClientProvider>,
)
