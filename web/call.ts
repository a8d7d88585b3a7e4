import { makeCall } from '#contract/call.ts'
import { tenantBase } from './tenant-base.ts'

export const base = tenantBase(location.pathname)

/** Calls a route of the tenant whose page this is. */
export const call = makeCall(base)
