import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { isSameSignature, metaSignature, twilioSignature } from './signatures.ts'

const twilio = createRequire(import.meta.url)('twilio') as {
  validateRequest(token: string, signature: string, url: string, params: object): boolean
}

const token = '12345'
const url = 'https://clinic.example/clinic/acme/api/whatsapp/twilio?attempt=0192'

test.each([
  ['usual', 'MessageSid=SM1&MessageStatus=sent&To=whatsapp%3A%2B919820012345'],
  ['without any', ''],
  ['repeated, which count once each and in order', 'MediaUrl=b&MediaUrl=a&MediaUrl=b&Body=x'],
  ['that nobody knows today', 'ZzNew=1&AaaNew=2&Body='],
  ['in other scripts', 'Body=%E0%A4%B0%E0%A5%8B%E0%A4%95%E0%A5%87%E0%A4%82&ProfileName=%F0%9F%99%82'],
])('Twilio’s own package takes our signature over parameters %s', (_what, written) => {
  const form = new URLSearchParams(written)
  const params: Record<string, string | string[]> = {}
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name)
    params[name] = values.length > 1 ? values : values[0]!
  }
  const signature = twilioSignature(token, url, form)
  expect(twilio.validateRequest(token, signature, url, params)).toBe(true)
  expect(twilio.validateRequest('54321', signature, url, params)).toBe(false)
  expect(twilio.validateRequest(token, signature, url.replace('acme', 'globex'), params)).toBe(false)
})

test('the example of Twilio’s documentation comes out', () => {
  const form = new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675310',
    Digits: '1234',
    From: '+14158675310',
    To: '+18005551212',
  })
  expect(twilioSignature('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', form)).toBe(
    'GvWf1cFY/Q7PnoempGyD5oXAezc=',
  )
})

test('Meta’s signature is over the bytes, and one byte more or less is another', () => {
  const body = Buffer.from('{"object":"whatsapp_business_account"}')
  const signature = metaSignature('secret', body)
  expect(signature).toMatch(/^sha256=[0-9a-f]{64}$/)
  expect(isSameSignature(signature, metaSignature('secret', Buffer.from(`${body.toString()} `)))).toBe(false)
  expect(isSameSignature(signature, metaSignature('secret', body))).toBe(true)
  for (const wrong of [undefined, '', signature.slice(0, -1), signature.toUpperCase(), [signature]]) {
    expect(isSameSignature(wrong, signature)).toBe(false)
  }
})
