import { describe, expect, test } from 'vitest'
import { openClinicFiles, storedPaths } from './test/clinic-files.ts'

const clinic = openClinicFiles()

describe('a name leads nowhere', () => {
  test.each([
    ['../../../etc/passwd.txt', 'passwd.txt'],
    ['..\\..\\windows\\system.txt', 'system.txt'],
    ['/etc/cron.d/root.txt', 'root.txt'],
    ['%2e%2e%2f%2e%2e%2fx.txt', '%2e%2e%2f%2e%2e%2fx.txt'],
    ['C:\\x.txt', 'x.txt'],
    ['CON.txt', 'CON.txt'],
    ['invoice\u202Etxt.exe.txt', 'invoicetxt.exe.txt'],
    ['a\r\nSet-Cookie: sid=1\r\n.txt', 'aSet-Cookie: sid=1.txt'],
    [`${'ä'.repeat(400)}.txt`, `${'ä'.repeat(251)}.txt`],
    ['a"; filename="b.exe.txt', 'a"; filename="b.exe.txt'],
    ['\u0908\u092e\u0947\u0932 \u{1F600}.txt', '\u0908\u092e\u0947\u0932 \u{1F600}.txt'],
  ])('%j is called %j', async (given, called) => {
    const kept = await clinic.ada.keep(given, `of ${called}`)
    expect(kept.name).toBe(called)
    const { headers, body } = await clinic.doctor.get(`${clinic.ada.url}/${kept.id}/content`)
    expect(body).toBe(`of ${called}`)
    const disposition = String(headers['content-disposition'])
    expect(disposition).toMatch(
      /^attachment; filename="[A-Za-z0-9 ._-]+"; filename\*=UTF-8''[A-Za-z0-9%!&+^`|~#$._-]+$/,
    )
    expect(decodeURIComponent(disposition.split("''")[1]!)).toBe(called)
    expect(Object.keys(headers)).not.toContain('set-cookie')
    for (const path of await storedPaths(clinic.deployment))
      expect(path).toMatch(/^tenants\/[0-9a-f-]{36}\/[a-z-]+\/[0-9a-f-]{36}$/)
  })

  test('NUL is refused, and no id leads to a path', async () => {
    expect((await clinic.ada.announce('a\0.txt', 1)).statusCode).toBe(400)
    for (const id of ['..', '..%2f..%2fmaster.key', '%00', 'tenants'])
      expect((await clinic.doctor.get(`${clinic.ada.url}/${id}/content`)).statusCode).toBe(404)
  })
})
