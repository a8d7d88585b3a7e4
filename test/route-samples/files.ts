import type { Deployment, Visitor } from '../deployment.ts'
import { type Asked, type Samples, onePixel } from './asked.ts'
import { patientOf } from './clinic.ts'
import { customerOf } from './store.ts'

const ofSubjects: Samples = {
  ...fileSamples('patients', patientOf),
  ...fileSamples('customers', customerOf),
}

/** Files of patients and of customers. */
export const fileRouteSamples: Samples = {
  ...ofSubjects,
  'GET /file-links': async (owner, deployment) => {
    const subjects = owner.base.startsWith('/clinic') ? 'patients' : 'customers'
    const asked = ofSubjects[`POST /${subjects}/:subjectId/files/:fileId/links`]!
    const { params, body } = await asked(owner, deployment)
    const answer = await owner.post(`/${subjects}/${params!.subjectId}/files/${params!.fileId}/links`, body)
    return { query: { token: answer.json().token } }
  },
}

/** The routes of the files of patients and of customers. */
function fileSamples(
  subjects: 'patients' | 'customers',
  subjectOf: (owner: Visitor, deployment: Deployment) => Promise<Asked>,
): Samples {
  const url = `/${subjects}/:subjectId/files`
  const subject: typeof subjectOf = async (owner, deployment) => {
    const { params } = await subjectOf(owner, deployment)
    return { params: { subjectId: Object.values(params!)[0]! } }
  }
  const content = 'Shows no fracture.'
  const announced: typeof subjectOf = async (owner, deployment) => {
    const { params } = await subject(owner, deployment)
    const body = { name: 'Letter.txt', sizeBytes: content.length }
    const answer = await owner.post(`/${subjects}/${params!.subjectId}/files`, body)
    if (answer.statusCode !== 201) throw new Error(answer.body)
    return { params: { ...params!, fileId: answer.json().id } }
  }
  const send = async (owner: Visitor, { params }: Asked, type: string, payload: string | Buffer) => {
    const answer = await owner.request({
      method: 'PUT',
      url: `/${subjects}/${params!.subjectId}/files/${params!.fileId}/content`,
      headers: { 'content-type': type },
      payload,
    })
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  const kept: typeof subjectOf = async (owner, deployment) => {
    const asked = await announced(owner, deployment)
    await send(owner, asked, 'application/octet-stream', content)
    return asked
  }
  const picture: typeof subjectOf = async (owner, deployment) => {
    const { params } = await subject(owner, deployment)
    const body = { name: 'Hand.png', sizeBytes: onePixel.length }
    const answer = await owner.post(`/${subjects}/${params!.subjectId}/files`, body)
    const asked = { params: { ...params!, fileId: answer.json().id } }
    await send(owner, asked, 'application/octet-stream', onePixel)
    return asked
  }
  return {
    [`GET ${url}`]: subject,
    [`POST ${url}`]: async (owner, deployment) => ({
      ...(await subject(owner, deployment)),
      body: { name: 'Letter.txt', sizeBytes: content.length },
    }),
    [`GET ${url}/:fileId`]: kept,
    [`PUT ${url}/:fileId/content`]: async (owner, deployment) => ({
      ...(await announced(owner, deployment)),
      upload: { type: 'application/octet-stream', content },
    }),
    [`GET ${url}/:fileId/content`]: kept,
    [`GET ${url}/:fileId/thumbnail`]: picture,
    [`POST ${url}/:fileId/links`]: async (owner, deployment) => ({
      ...(await kept(owner, deployment)),
      body: { disposition: 'attachment' },
    }),
    [`DELETE ${url}/:fileId`]: kept,
    [`POST ${url}/:fileId/restore`]: kept,
  }
}
