import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'
import { makeClamd } from './clamd.ts'
import { type ClamdPeer, eicar, startClamdPeer } from './test/clamd-peer.ts'
import { filesOfPatient, type PatientFiles, storedPaths } from './test/clinic-files.ts'

let clamd: ClamdPeer
let deployment: Deployment
let doctor: Visitor
let ada: PatientFiles
beforeAll(async () => {
  clamd = await startClamdPeer()
  deployment = await startDeployment({}, { scanner: makeClamd(clamd) })
  doctor = await deployment.signIn('acme', 'doctor')
  ada = await filesOfPatient(doctor)
})
afterAll(async () => {
  await deployment.close()
  await clamd.close()
})

test('every byte of a file is scanned before it is kept', async () => {
  const text = 'harmless '.repeat(30_000)
  await ada.keep('Harmless.txt', text)
  expect(clamd.scanned.at(-1)).toBe(text.length)
})

test('a file with a virus is refused, sent in one go or in pieces, and nothing of it stays', async () => {
  const before = await storedPaths(deployment)
  const whole = await ada.upload('Virus.txt', `text ${eicar} text`)
  expect(whole.json()).toMatchObject({ code: 'file_unsafe', detail: 'A virus was found in the content.' })

  const { id } = (await ada.announce('Pieces.txt', eicar.length)).json()
  expect((await ada.send(id, eicar.slice(0, 30), 0)).json().state).toBe('pending')
  expect((await ada.send(id, eicar.slice(30), 30)).json().code).toBe('file_unsafe')
  expect(await storedPaths(deployment)).toEqual(before)
  expect((await doctor.get(`${ada.url}/${id}`)).statusCode).toBe(404)
})

test('without an answer of the scanner nothing is kept, and sending it again is enough', async () => {
  const before = await storedPaths(deployment)
  for (const mood of ['hang up', 'limit'] as const) {
    const { id } = (await ada.announce('Later.txt', 9)).json()
    clamd.next(mood)
    const refused = await ada.send(id, 'unscanned')
    expect([refused.statusCode, refused.json().code]).toEqual([503, 'scanner_unavailable'])
    expect(await storedPaths(deployment)).toEqual(before)
    expect((await ada.send(id, 'unscanned')).json().state).toBe('ready')
    before.push(...(await storedPaths(deployment)).filter((path) => !before.includes(path)))
    before.sort()
  }
})
