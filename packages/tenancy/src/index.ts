export type { Directory } from './directory.ts'
export { TenancyError, type TenancyErrorCode } from './errors.ts'
export {
  type DatabaseStatus,
  type FindingKind,
  type Fleet,
  type FleetFinding,
  type FleetOptions,
  type MigrationPlan,
  type MigrationProgress,
  type MigrationReport,
  type RecheckReport,
  openFleet,
} from './fleet.ts'
export type { ProvisionStep, StepContext } from './fleet/steps.ts'
export type { MigrationModule, Modules } from './migrations.ts'
export type { NewTenant } from './new-tenant.ts'
export { mainServer, type ServerUrls } from './servers.ts'
export type {
  AnyControlReader,
  AnyControlTx,
  AnyTenantReader,
  AnyTenantTx,
  CallOptions,
  ControlDb,
  ControlReader,
  ControlTx,
  TenantDb,
  TenantReader,
  TenantTx,
  WriteOptions,
} from './handles.ts'
export { crashpoint } from './fleet/crashpoint.ts'
export type { Note } from './noting.ts'
export { newId } from './ids.ts'
export { type JsonOptions, JsonRows } from './json-rows.ts'
export { askAtOnce } from './silence.ts'
export type { SignalListener } from './signals.ts'
export {
  type PreparedNote,
  type PreparedQuery,
  type PreparedStatement,
  prepareNote,
  prepareQuery,
  prepareStatement,
} from './prepared.ts'
export { openTenancy, type Tenancy, type TenancyOptions } from './tenancy.ts'
export type { Actor, Placement, Tenant, TenantStatus } from './tenant.ts'
export type { Allowance } from './verify/allowances.ts'
export type { Finding } from './verify/lint.ts'
export type { VerifyOptions, VerifyProgress, VerifyReport } from './verify/report.ts'
export { verifyFleet } from './verify/verify-fleet.ts'
export { closeWorkerPool, openWorkerPool, type WorkerPool, workerUrl } from './worker-login.ts'
