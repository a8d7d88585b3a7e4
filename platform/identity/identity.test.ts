import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployment, startDeployment } from '#test/deployment.ts'

let deployment: Deployment
beforeAll(async () => {
  deployment = await startDeployment()
})
afterAll(() => deployment.close())

test('a member signs in and is told who he is and what he may do', async () => {
  const doctor = await deployment.signIn('acme', 'doctor')
  const answer = await doctor.get('/session')
  expect(answer.statusCode, answer.body).toBe(200)
  console.log(answer.json())
})
