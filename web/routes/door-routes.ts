import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadTexts } from '../language/language.ts'
import { rootRoute } from './frame.ts'
import { isOwnPath } from './own-path.ts'

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => ({ ...(isOwnPath(search.next) && { next: search.next }) }),
  loader: () => loadTexts('identity', 'factors'),
  component: lazyRouteComponent(() => import('#platform/identity/web/sign-in-page.tsx'), 'SignInPage'),
})

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(() => import('#platform/identity/web/join-page.tsx'), 'JoinPage'),
})

const changePasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/change-password',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(
    () => import('#platform/identity/web/change-password-page.tsx'),
    'ChangePasswordPage',
  ),
})

const enrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/second-factor',
  loader: () => loadTexts('identity', 'factors'),
  component: lazyRouteComponent(() => import('#platform/identity/factors/web/enrol-page.tsx'), 'EnrolPage'),
})

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(
    () => import('#platform/identity/web/forgot-password-page.tsx'),
    'ForgotPasswordPage',
  ),
})

const setPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-password',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(
    () => import('#platform/identity/web/set-password-page.tsx'),
    'SetPasswordPage',
  ),
})

const confirmEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-email',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(
    () => import('#platform/identity/web/confirm-email-page.tsx'),
    'ConfirmEmailPage',
  ),
})

const enterRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enter',
  loader: () => loadTexts('identity'),
  component: lazyRouteComponent(() => import('#platform/identity/handover/web/enter-page.tsx'), 'EnterPage'),
})

/** What is open without a session: signing in, joining, links from mails. */
export const doorRoutes = [
  signInRoute,
  joinRoute,
  changePasswordRoute,
  enrolRoute,
  forgotPasswordRoute,
  setPasswordRoute,
  confirmEmailRoute,
  enterRoute,
] as const
