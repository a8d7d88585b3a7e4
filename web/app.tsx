import { Center, Loader, localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '#contract/call.ts'
import { tenantOptions } from '#platform/identity/web/session-queries.ts'
import { ProblemAlert } from './components/problem-alert.tsx'
import { lazyScreen } from './lazy/lazy-part.tsx'
import { queryClient } from './query-client.ts'
import { router } from './router.tsx'
import { styleNonce } from './security/style-nonce.ts'
import { readableGreys, tenantTheme } from './theme/theme.ts'

const NoTenantPage = lazyScreen(() => import('./shell/no-tenant-page.tsx'), 'NoTenantPage')
const schemes = localStorageColorSchemeManager({ key: 'tenantry.color-scheme' })

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <TenantApp />
    </QueryClientProvider>
  )
}

/** The tenant comes first: its colour is the app's. */
function TenantApp() {
  const { t } = useTranslation()
  const { data: tenant, error, refetch } = useQuery(tenantOptions())
  if (tenant) {
    return (
      <Look accent={tenant.branding.accent}>
        <RouterProvider router={router} />
      </Look>
    )
  }
  return (
    <Look accent={null}>
      {error === null ? (
        <Center mih="100dvh">
          <Loader role="status" aria-label={t('loading')} />
        </Center>
      ) : error instanceof Problem && error.status === 404 ? (
        <Suspense>
          <NoTenantPage />
        </Suspense>
      ) : (
        <Center component="main" mih="100dvh" p="md">
          <ProblemAlert error={error} retry={() => void refetch()} />
        </Center>
      )}
    </Look>
  )
}

function Look({ accent, children }: { accent: string | null; children: ReactNode }) {
  return (
    <MantineProvider
      theme={tenantTheme(accent)}
      cssVariablesResolver={readableGreys}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
      getStyleNonce={styleNonce}
    >
      {children}
    </MantineProvider>
  )
}
