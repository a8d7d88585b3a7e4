import {
  database,
  databaseName,
  hostAndPort,
  key,
  logLevel,
  mailServer,
  onOrOff,
  optional,
  origin,
  path,
  port,
  portOrAny,
  redis,
  sender,
  servers,
  smallCount,
  word,
} from './setting-values.ts'

interface Setting<T> {
  name: string
  /** What it is without being set, as a person would write it. Empty: none. */
  default: string
  meaning: string
  /** Throws an Error that says what a right value looks like. */
  parse(text: string): T
}

/** Every setting Tenantry has; the README's table and `tenantry start --help` are printed from it. */
export const settings = {
  port: setting('PORT', '8080', 'port of the tenants’ side', port),
  ownerPort: setting('OWNER_PORT', '8081', 'port of the operators’ side', port),
  host: setting('HOST', '127.0.0.1', 'address to listen on; 0.0.0.0 for all', word),
  platformHost: setting(
    'PLATFORM_HOST',
    'localhost',
    'host name of the platform; tenants are below it',
    word,
  ),
  origin: setting(
    'PLATFORM_ORIGIN',
    '',
    'how a browser reaches it, if not http://<host>:<port>',
    optional(origin),
  ),
  ownerOrigin: setting('OWNER_ORIGIN', '', 'how a browser reaches the operators’ side', optional(origin)),
  trustProxy: setting(
    'TRUST_PROXY',
    '',
    'addresses of proxies whose X-Forwarded-For is believed',
    optional(word),
  ),
  dataFolder: setting(
    'TENANTRY_DATA',
    '.tenantry',
    'folder of the embedded PostgreSQL, files and keys',
    path,
  ),
  databaseUrl: setting(
    'DATABASE_URL',
    '',
    'fenced login on a PostgreSQL of yours, 15 or newer',
    optional(database),
  ),
  adminUrl: setting(
    'DATABASE_ADMIN_URL',
    '',
    'its admin login, for migrations and new tenants',
    optional(database),
  ),
  databasePort: setting('DATABASE_PORT', '0', 'port of the embedded PostgreSQL; 0 for any', portOrAny),
  servers: setting(
    'DATABASE_SERVERS',
    '',
    'further servers for data: {"<name>": {"databaseUrl": "…", "adminUrl": "…"}}',
    optional(servers),
  ),
  readySilos: setting('READY_SILOS', '0', 'databases for silos kept ready on each server', smallCount),
  masterKey: setting(
    'TENANTRY_MASTER_KEY',
    '',
    '64 hex digits; without it, a file in the data folder',
    optional(key),
  ),
  filesBucket: setting(
    'FILES_S3_BUCKET',
    '',
    'bucket of an S3 service that files are kept in; without it a folder in the data folder',
    optional(word),
  ),
  filesRegion: setting('FILES_S3_REGION', 'us-east-1', 'its region', word),
  filesEndpoint: setting(
    'FILES_S3_ENDPOINT',
    '',
    'its address, if it is not Amazon’s: https://s3.example.com',
    optional(origin),
  ),
  filesKeyId: setting('FILES_S3_ACCESS_KEY_ID', '', 'who writes to the bucket', optional(word)),
  filesSecret: setting('FILES_S3_SECRET_KEY', '', 'and the secret of it', optional(word)),
  scanner: setting(
    'CLAMD',
    '',
    'virus scanner, host:3310; without it files are not scanned',
    optional(hostAndPort),
  ),
  worker: setting('WORKER', 'on', 'off: jobs are left to processes of "tenantry worker"', onOrOff),
  redisUrl: setting(
    'REDIS_URL',
    '',
    'Redis or Valkey that tells many servers of each other’s changes; without it PostgreSQL does',
    optional(redis),
  ),
  smtpUrl: setting(
    'SMTP_URL',
    '',
    'mail server, smtp://login:password@host:587 or smtps://…; without it no mail is sent, and all are kept',
    optional(mailServer),
  ),
  mailFrom: setting('MAIL_FROM', 'Tenantry <no-reply@localhost>', 'sender of mails', sender),
  twilioOrigin: setting(
    'TWILIO_ORIGIN',
    'https://api.twilio.com',
    'where Twilio is asked to send on WhatsApp, for tenants that have an account there',
    origin,
  ),
  metaOrigin: setting('META_ORIGIN', 'https://graph.facebook.com', 'the same of Meta', origin),
  logLevel: setting('LOG_LEVEL', 'warn', 'fatal, error, warn, info, debug, trace or silent', logLevel),
} as const

export type Config = { readonly [K in keyof typeof settings]: ReturnType<(typeof settings)[K]['parse']> }

/** What is wrong with the environment: every value of it, not the first one alone. */
export class ConfigError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(`These settings are wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Reads the settings from the environment, frozen. An empty value counts as not set. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = []
  const entries = Object.entries(settings).map(([key, { name, default: standard, parse }]) => {
    const text = environment[name]?.trim() || standard
    try {
      return [key, parse(text)]
    } catch (error) {
      problems.push(`${name}=${isSecret(name) ? '…' : text}: ${(error as Error).message}`)
      return [key, undefined]
    }
  })
  // Each value comes from its own setting's parse.
  const config = Object.fromEntries(entries) as Config
  if (problems.length === 0) problems.push(...findContradictions(config))
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(config)
}

function findContradictions(config: Config): string[] {
  const { databaseUrl, adminUrl, port, ownerPort, masterKey, smtpUrl, mailFrom } = config
  const problems: string[] = []
  if (adminUrl && !databaseUrl) problems.push('DATABASE_ADMIN_URL: needs DATABASE_URL beside it')
  if (databaseUrl && adminUrl && databaseName(databaseUrl) !== databaseName(adminUrl)) {
    problems.push('DATABASE_ADMIN_URL: must name the same database as DATABASE_URL')
  }
  if (databaseUrl && !masterKey)
    problems.push(
      'TENANTRY_MASTER_KEY: is needed beside DATABASE_URL; make one with "openssl rand -hex 32" and keep it',
    )
  if (port !== 0 && port === ownerPort) problems.push('OWNER_PORT: must differ from PORT')
  const { filesBucket, filesKeyId, filesSecret } = config
  if (filesBucket && !(filesKeyId && filesSecret)) {
    problems.push('FILES_S3_BUCKET: needs FILES_S3_ACCESS_KEY_ID and FILES_S3_SECRET_KEY beside it')
  }
  if (smtpUrl && mailFrom === settings.mailFrom.default) problems.push('MAIL_FROM: is needed beside SMTP_URL')
  return problems
}

function setting<T>(name: string, standard: string, meaning: string, parse: (text: string) => T): Setting<T> {
  return { name, default: standard, meaning, parse }
}

function isSecret(name: string) {
  return /_URL$|_KEY$|_SERVERS$/.test(name)
}
