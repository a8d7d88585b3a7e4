import type { QueryClient } from '@tanstack/react-query'
import { Outlet, createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router'
import { sessionOptions } from '#platform/identity/web/session-queries.ts'
import { isProblem } from '../query-client.ts'
import { AppFrame } from '../shell/app-frame.tsx'
import { FrameErrorPage } from '../shell/frame-error-page.tsx'

export const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet })

/** Every page below needs a session of this tenant. */
export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  beforeLoad: async ({ context, location }) => {
    try {
      const session = await context.queries.ensureQueryData({ ...sessionOptions(), retry: false })
      if (session.limit === 'temporary_password') throw redirect({ to: '/change-password' })
      if (session.limit === 'enrol_factor') throw redirect({ to: '/second-factor' })
      if (session.limit === 'second_factor') throw redirect({ to: '/sign-in' })
    } catch (error) {
      if (!isProblem(error, 'not_signed_in')) throw error
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
    }
  },
  component: AppFrame,
  // It has to be here already when no server answers.
  errorComponent: FrameErrorPage,
})
