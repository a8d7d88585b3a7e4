import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig, settings } from './config.ts'

test('nothing has to be set', () => {
  const config = readConfig({})
  expect(config).toMatchObject({ port: 8080, ownerPort: 8081, host: '127.0.0.1', platformHost: 'localhost' })
  expect(config.databaseUrl).toBeUndefined()
  expect(config.dataFolder).toMatch(/[/\\]\.tenantry$/)
  expect(Object.isFrozen(config)).toBe(true)
})

test('an empty value counts as not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 8080, databaseUrl: undefined })
})

test('every wrong value is named at once, and none that is secret is repeated', () => {
  const error = configError({
    PORT: '80a',
    HOST: 'a b',
    DATABASE_URL: 'mysql://root:hunter2@localhost/x',
    TENANTRY_MASTER_KEY: 'hunter2',
    DATABASE_SERVERS: '{"second": {"adminUrl": "postgres://web:hunter2@db/x"}}',
    LOG_LEVEL: 'loud',
  })
  expect(error.problems.map((problem) => problem.split('=')[0])).toEqual([
    'PORT',
    'HOST',
    'DATABASE_URL',
    'DATABASE_SERVERS',
    'TENANTRY_MASTER_KEY',
    'LOG_LEVEL',
  ])
  expect(error.message).not.toContain('hunter2')
})

describe('settings that contradict each other are refused', () => {
  const key = 'ab'.repeat(32)
  test.for([
    [{ DATABASE_ADMIN_URL: 'postgres://admin@db/tenantry' }, /needs DATABASE_URL/],
    [{ DATABASE_URL: 'postgres://web@db/tenantry' }, /TENANTRY_MASTER_KEY: is needed/],
    [{ PORT: '9000', OWNER_PORT: '9000' }, /must differ/],
    [
      {
        DATABASE_URL: 'postgres://web@db/one',
        DATABASE_ADMIN_URL: 'postgres://admin@db/two',
        TENANTRY_MASTER_KEY: key,
      },
      /the same database/,
    ],
  ] as const)('%j', ([environment, message]) => {
    expect(configError(environment).message).toMatch(message)
  })

  test('and agreeing ones are taken', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://web:p@db/tenantry',
      DATABASE_ADMIN_URL: 'postgresql://admin:p@db:5433/tenantry',
      TENANTRY_MASTER_KEY: key,
      PLATFORM_ORIGIN: 'https://clinics.example.com/',
      DATABASE_SERVERS:
        '{"second": {"databaseUrl": "postgres://web:p@two/x", "adminUrl": "postgres://admin:p@two/x"}}',
    })
    expect(Object.keys(config.servers ?? {})).toEqual(['second'])
    expect(config.masterKey).toHaveLength(32)
    expect(config.origin).toBe('https://clinics.example.com')
  })
})

test('each setting has a name of its own and a meaning', () => {
  const all = Object.values(settings)
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  expect(all.filter(({ meaning }) => meaning.length < 10)).toEqual([])
})

function configError(environment: NodeJS.ProcessEnv): ConfigError {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('the settings were taken')
}
