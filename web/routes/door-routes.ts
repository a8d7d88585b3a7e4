import { createRoute } from '@tanstack/react-router'
import { lazyScreen } from '../lazy/lazy-part.tsx'
import { rootRoute } from './frame.ts'
import { isOwnPath } from './own-path.ts'

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => ({ ...(isOwnPath(search.next) && { next: search.next }) }),
  component: lazyScreen(
    () => import('#platform/identity/web/sign-in-page.tsx'),
    'SignInPage',
    'identity',
    'factors',
  ),
})

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  component: lazyScreen(() => import('#platform/identity/web/join-page.tsx'), 'JoinPage', 'identity'),
})

const changePasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/change-password',
  component: lazyScreen(
    () => import('#platform/identity/web/change-password-page.tsx'),
    'ChangePasswordPage',
    'identity',
  ),
})

const enrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/second-factor',
  component: lazyScreen(
    () => import('#platform/identity/factors/web/enrol-page.tsx'),
    'EnrolPage',
    'identity',
    'factors',
  ),
})

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyScreen(
    () => import('#platform/identity/web/forgot-password-page.tsx'),
    'ForgotPasswordPage',
    'identity',
  ),
})

const setPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-password',
  component: lazyScreen(
    () => import('#platform/identity/web/set-password-page.tsx'),
    'SetPasswordPage',
    'identity',
  ),
})

const confirmEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-email',
  component: lazyScreen(
    () => import('#platform/identity/web/confirm-email-page.tsx'),
    'ConfirmEmailPage',
    'identity',
  ),
})

const enterRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enter',
  component: lazyScreen(
    () => import('#platform/identity/handover/web/enter-page.tsx'),
    'EnterPage',
    'identity',
  ),
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
