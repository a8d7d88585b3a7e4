import type { Tenancy, Tenant } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { startImportRunner } from '#apps/clinic/fhir/import-runner.ts'
import { uploadLimitBytes } from '#apps/clinic/fhir/imports.contract.ts'
import { importRoutes } from '#apps/clinic/fhir/imports.routes.ts'
import { openUploads } from '#apps/clinic/fhir/uploads.ts'
import { patientFileRoutes } from '#apps/clinic/files/files.routes.ts'
import { practitionerRoutes } from '#apps/clinic/practitioners/practitioners.routes.ts'
import { hasFees } from '#apps/clinic/practitioners/practitioners.ts'
import { patientSeries } from '#apps/clinic/patients/patient-series.ts'
import { patientRoutes } from '#apps/clinic/patients/patients.routes.ts'
import { recordRoutes } from '#apps/clinic/records/records.routes.ts'
import { clinicRoles } from '#apps/clinic/roles.ts'
import { apartmentRoutes } from '#apps/store/apartments/apartments.routes.ts'
import { conversionRoutes } from '#apps/store/conversions/conversions.routes.ts'
import { counterRoutes } from '#apps/store/counter/counter.routes.ts'
import { storeSeries } from '#apps/store/counter/receipt-series.ts'
import { customerImportRoutes } from '#apps/store/customers/import/import.routes.ts'
import { noteConsent } from '#apps/store/customers/note-consent.ts'
import { customerRoutes } from '#apps/store/customers/customers.routes.ts'
import { customerFileRoutes } from '#apps/store/files/files.routes.ts'
import { paymentRoutes } from '#apps/store/payments/payments.routes.ts'
import { dashboardRoutes } from '#apps/store/dashboard/dashboard.routes.ts'
import { reportRoutes } from '#apps/store/reports/reports.routes.ts'
import { statementLinkRoutes } from '#apps/store/statements/statement-links.routes.ts'
import { reminderRoutes } from '#apps/store/reminders/reminders.routes.ts'
import { storeRoles } from '#apps/store/roles.ts'
import { shopBooksRoutes } from '#apps/store/settings/books.routes.ts'
import { shopSettingsRoutes } from '#apps/store/settings/settings.routes.ts'
import { anchorFile, readAnchors } from '#platform/audit/anchors.ts'
import { auditRoutes } from '#platform/audit/audit.routes.ts'
import { openAudit } from '#platform/audit/audit.ts'
import type { Denial } from '#platform/audit/denials.ts'
import type { FileServices } from '#platform/files/objects.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { apiPrefix, makeHttpApp } from '#platform/http/http-app.ts'
import { makeKeptAnswers } from '#platform/http/kept-answers.ts'
import type { Http, MountedRoute } from '#platform/http/serve.ts'
import type { DemoSignIn } from '#platform/identity/describe.ts'
import { makeAccessTokens } from '#platform/identity/api/access-tokens.ts'
import { apiKeyRoutes } from '#platform/identity/api/api-keys.routes.ts'
import { makeBearers } from '#platform/identity/api/bearers.ts'
import { publicKeyRoutes, tokenRoutes } from '#platform/identity/api/tokens.routes.ts'
import { accountRoutes } from '#platform/identity/account.routes.ts'
import { handoverRoutes } from '#platform/identity/handover/handover.routes.ts'
import { identityRoutes } from '#platform/identity/identity.routes.ts'
import { accountFactorRoutes } from '#platform/identity/factors/account-factors.routes.ts'
import { makeFactorThrottle } from '#platform/identity/factors/factor-throttle.ts'
import { passkeyRoutes } from '#platform/identity/factors/passkeys.routes.ts'
import { secondStepRoutes } from '#platform/identity/factors/second-step.routes.ts'
import { makeSharedCounts } from '#platform/identity/counts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { makeKnownDevices } from '#platform/identity/known-devices.ts'
import { makeLinkThrottle } from '#platform/identity/link-throttle.ts'
import { linkRoutes } from '#platform/identity/links.routes.ts'
import { makePrincipalCache } from '#platform/identity/principal-cache.ts'
import { makeSignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import { hasAccounts } from '#platform/ledger/has-accounts.ts'
import { mailRoutes } from '#platform/mail/mail.routes.ts'
import { memberRoutes } from '#platform/members/members.routes.ts'
import { staffRoutes } from '#platform/members/staff.routes.ts'
import type { RoleTable } from '#platform/members/roles.ts'
import { messageSettingsRoutes } from '#platform/notifications/message-settings.routes.ts'
import { messageRoutes } from '#platform/notifications/messages.routes.ts'
import { whatsAppCallbackRoutes } from '#platform/notifications/whatsapp/callbacks.routes.ts'
import { whatsAppSenderRoutes } from '#platform/notifications/whatsapp/sender.routes.ts'
import { notificationRoutes } from '#platform/notifications/notifications.routes.ts'
import { type EventLine, openLocalLine } from '#platform/outbox/event-line.ts'
import { LiveUpdates, type StreamLimits } from '#platform/realtime/live-updates.ts'
import { realtimeRoutes } from '#platform/realtime/realtime.routes.ts'
import { registrationRoutes } from '#platform/registration/registration.routes.ts'
import { brandingRoutes } from '#platform/settings/branding.routes.ts'
import { numberingRoutes } from '#platform/settings/numbering.routes.ts'
import { officeRoutes } from '#platform/settings/offices.routes.ts'
import { securityRoutes } from '#platform/settings/security.routes.ts'
import { settingsRoutes } from '#platform/settings/settings.routes.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { eventKinds } from './events.ts'
import { openFiles } from './files.ts'
import { healthRoutes } from './health.ts'
import { messageTemplates } from './message-templates.ts'
import { serveWeb } from './static.ts'

export interface TenantAppConfig {
  address: PlatformAddress
  /** Where operators go: `http://localhost:8081`. */
  ownerOrigin: string
  logger: FastifyBaseLogger
  /** What is encrypted at rest. */
  secrets: Secrets
  /** The public key that verifies the seals of the audit. */
  auditKey: string
  /** Where imports are kept until they are worked off. */
  dataFolder: string
  /** Where files are kept; without it a folder in the data folder. */
  files?: FileServices
  /** How processes hear of each other's events; without it this one is alone. */
  line?: EventLine
  streamLimits?: StreamLimits
  /** How long the answer to "whose session is this" may be used again. Default a second. */
  sessionMemoryMs?: number
  /** The built web app; without it the API stands alone. */
  webRoot?: string
  trustProxy?: boolean | string
  demoSignIns?(tenant: Tenant): DemoSignIn[]
  /** Is there a mail server? Without one mails are captured, and no page says that one was sent. */
  sendsMail?: boolean
}

/** The same door for every area, with the tables that the area may know. */
type HttpOf = <Tables>() => Http<Tables>

/** Builds what tenants use: every app's API and the web app. Listening is somebody else's work. */
export async function buildTenantApp(config: TenantAppConfig, tenancy: Tenancy) {
  const { address, logger, ownerOrigin, secrets, trustProxy, demoSignIns = () => [] } = config
  const app = makeHttpApp({
    directory: tenancy.directory,
    address,
    logger,
    ...(trustProxy && { trustProxy }),
  })
  const counts = makeSharedCounts(tenancy.control())
  const identity = {
    address,
    demoSignIns,
    counts,
    attempt: makeSignInThrottle(counts),
    askForLink: makeLinkThrottle(counts),
    devices: makeKnownDevices(secrets),
  }
  const { attempt, devices } = identity
  const factors = { address, secrets, attempt, devices, counts, attemptFactor: makeFactorThrottle(counts) }
  const mounted: MountedRoute[] = []
  const control = tenancy.control<IdentityTables>()
  const answers = makeKeptAnswers(tenancy.control(), secrets)
  const rememberedMs = config.sessionMemoryMs ?? 1_000
  const principals = makePrincipalCache(control, rememberedMs)
  const tokens = await makeAccessTokens(secrets, address.platformOrigin)
  const bearers = makeBearers({ control, tokens, address, rememberedMs })

  const audit = openAudit(tenancy, logger)
  app.addHook('onClose', () => audit.close())

  const files = { files: config.files ?? openFiles(config, { tenancy, secrets }), secrets }
  const uploads = openUploads(config.dataFolder)
  const runner = startImportRunner(tenancy, {
    uploads,
    onError: (err, about) => logger.error({ err, ...about }, 'an import stopped'),
  })
  app.addHook('onClose', () => runner.close())
  const line = config.line ?? openLocalLine(tenancy)
  const onError = (err: unknown) => logger.error({ err }, 'a live update failed')
  const live = new LiveUpdates({
    tenancy,
    line,
    secrets: config.secrets,
    onError,
    limits: config.streamLimits,
  })
  // Before connections are waited for: an open stream would never end by itself.
  app.addHook('preClose', async () => live.close())

  const mountApp = (appName: string, roles: RoleTable, mountAreas: (http: HttpOf) => void) => {
    app.register(
      async (scope) => {
        const parts = {
          app: scope,
          control,
          principals,
          bearers,
          tenancy,
          appName,
          roles,
          audit,
          answers,
          mounted,
        }
        const http: HttpOf = () => ({ ...parts, data: tenancy.tables() })
        identityRoutes(http(), identity)
        accountRoutes(http(), identity)
        linkRoutes(http(), identity)
        tokenRoutes(http(), { ...factors, tokens })
        apiKeyRoutes(http(), identity)
        handoverRoutes(http(), identity)
        secondStepRoutes(http(), factors)
        accountFactorRoutes(http(), factors)
        passkeyRoutes(http(), factors)
        memberRoutes(http(), identity)
        staffRoutes(http(), { ...identity, secrets, sendsMail: config.sendsMail ?? false })
        mailRoutes(http())
        auditRoutes(http(), {
          publicKey: config.auditKey,
          anchorsOf: ({ id }) => readAnchors(anchorFile(config.dataFolder), id),
        })
        notificationRoutes(http())
        messageRoutes(http())
        whatsAppSenderRoutes(http(), { secrets, address })
        messageSettingsRoutes(http(), { templates: messageTemplates })
        realtimeRoutes(http(), { live, kinds: eventKinds })
        officeRoutes(http())
        brandingRoutes(http())
        securityRoutes(http())
        mountAreas(http)
      },
      { prefix: apiPrefix(appName) },
    )
  }
  mountApp('clinic', clinicRoles, (http) => {
    settingsRoutes(http(), { hasAmounts: hasFees })
    numberingRoutes(http(), [patientSeries])
    whatsAppCallbackRoutes(http(), { secrets, address })
    patientRoutes(http())
    practitionerRoutes(http())
    recordRoutes(http())
    patientFileRoutes(http(), files)
    importRoutes(http(), { uploads, runner, uploadBytes: uploadLimitBytes })
  })
  mountApp('store', storeRoles, (http) => {
    settingsRoutes(http(), { hasAmounts: hasAccounts })
    numberingRoutes(http(), storeSeries)
    whatsAppCallbackRoutes(http(), { secrets, address, onConsent: noteConsent })
    shopSettingsRoutes(http())
    shopBooksRoutes(http())
    customerRoutes(http())
    customerImportRoutes(http())
    apartmentRoutes(http())
    counterRoutes(http())
    conversionRoutes(http())
    customerFileRoutes(http(), files)
    paymentRoutes(http(), { address, counts })
    dashboardRoutes(http())
    reportRoutes(http())
    statementLinkRoutes(http(), { address, counts })
    reminderRoutes(http(), { address })
  })

  app.register(
    async (scope) => {
      const deny = (denial: Denial) => audit.deny({ place: 'control', ...denial })
      const parts = { app: scope, tenancy, answers, mounted, audit: { deny } }
      registrationRoutes({ ...parts, control: tenancy.control() }, identity)
      publicKeyRoutes({ ...parts, control: tenancy.control() }, tokens)
    },
    { prefix: apiPrefix('platform') },
  )

  app.get('/owner', async (_request, reply) => reply.redirect(`${ownerOrigin}/`, 302))
  const health = healthRoutes(app, tenancy)
  if (config.webRoot) serveWeb(app, config.webRoot)
  await app.ready()
  return Object.assign(app, { mounted, health, live })
}
