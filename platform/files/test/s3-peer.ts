import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { S3Place } from '../s3-storage.ts'

/** An S3 service in a process, as strict as Amazon's about signatures. */
export interface S3Peer {
  place: S3Place
  /** Keys and bytes of what is kept. */
  objects: Map<string, Buffer>
  /** Uploads in parts that were begun and neither completed nor aborted. */
  unfinished(): number
  /** Requests whose signature did not fit, and why. */
  refused: string[]
  /** Answers the next requests with 503, or breaks the connection off. */
  fail(...ways: ('busy' | 'cut')[]): void
  close(): Promise<void>
}

interface Request {
  method: string
  url: URL
  headers: IncomingMessage['headers']
  rawPath: string
  body: Buffer
}

const smallestPart = 5 * 1024 ** 2

export async function startS3Peer(): Promise<S3Peer> {
  const objects = new Map<string, Buffer>()
  const uploads = new Map<string, Map<number, Buffer>>()
  const refused: string[] = []
  const ways: ('busy' | 'cut')[] = []
  const secrets = { accessKeyId: 'peer', secretAccessKey: 'kept by the peer and by whoever may write' }

  const server = createServer((incoming, response) => {
    void answer(incoming, response).catch((error: unknown) => response.destroy(error as Error))
  })

  async function answer(incoming: IncomingMessage, response: ServerResponse) {
    const { method = 'GET', url: rawPath = '/', headers } = incoming
    const body = await buffer(incoming)
    const way = ways.shift()
    if (way === 'cut') return void response.destroy()
    if (way === 'busy') return refuse(response, 503, 'SlowDown')
    const request = { method, headers, rawPath, body, url: new URL(rawPath, `http://${headers.host}`) }
    const fault = faultOf(request, secrets.secretAccessKey)
    if (fault) {
      refused.push(fault)
      return refuse(response, 403, 'SignatureDoesNotMatch')
    }
    serve(request, response)
  }

  function serve({ method, url, body, headers }: Request, response: ServerResponse) {
    const key = decodeURIComponent(url.pathname).replace(/^\/files\//, '')
    if (method === 'GET' && url.searchParams.get('list-type') === '2') return list(url.searchParams, response)
    const uploadId = url.searchParams.get('uploadId')
    if (method === 'POST' && url.searchParams.has('uploads')) {
      const id = randomUUID()
      uploads.set(id, new Map())
      return send(
        response,
        `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      )
    }
    if (uploadId) {
      const parts = uploads.get(uploadId)
      if (!parts) return refuse(response, 404, 'NoSuchUpload')
      if (method === 'PUT') {
        parts.set(Number(url.searchParams.get('partNumber')), body)
        return response.writeHead(200, { etag: etagOf(body) }).end()
      }
      uploads.delete(uploadId)
      if (method === 'DELETE') return response.writeHead(204).end()
      const named = [...body.toString().matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => ({
        etag: /<ETag>(.*?)<\/ETag>/.exec(part)?.[1]?.replaceAll('&quot;', '"'),
        bytes: parts.get(Number(/<PartNumber>(\d+)</.exec(part)?.[1])),
      }))
      const isWhole =
        named.length === parts.size &&
        named.every(
          ({ etag, bytes }, at) =>
            bytes && etagOf(bytes) === etag && (at === named.length - 1 || bytes.length >= smallestPart),
        )
      if (!isWhole) return refuse(response, 400, 'InvalidPart')
      objects.set(key, Buffer.concat(named.map(({ bytes }) => bytes!)))
      return send(response, '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>')
    }
    if (method === 'PUT') {
      objects.set(key, body)
      return response.writeHead(200, { etag: etagOf(body) }).end()
    }
    if (method === 'DELETE') {
      objects.delete(key)
      return response.writeHead(204).end()
    }
    const object = objects.get(key)
    if (!object) return refuse(response, 404, 'NoSuchKey')
    if (method === 'HEAD') return response.writeHead(200, { 'content-length': object.length }).end()
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []
    if (start === undefined) return response.writeHead(200).end(object)
    const part = object.subarray(Number(start), Number(end) + 1)
    return response.writeHead(206, { 'content-length': part.length }).end(part)
  }

  /** Two at a time, so that whoever lists has to ask again. */
  function list(asked: URLSearchParams, response: ServerResponse) {
    const prefix = asked.get('prefix') ?? ''
    const found = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort()
    const isGrouped = asked.get('delimiter') === '/'
    const group = (key: string) => key.slice(0, key.indexOf('/', prefix.length) + 1)
    const all = isGrouped ? [...new Set(found.map(group))] : found
    const after = asked.get('continuation-token')
    const rest = after === null ? all : all.filter((each) => each > after)
    const page = rest.slice(0, 2)
    const more = rest.length > page.length
    const parts = page.map((each) =>
      isGrouped
        ? `<CommonPrefixes><Prefix>${each}</Prefix></CommonPrefixes>`
        : `<Contents><Key>${each}</Key></Contents>`,
    )
    const token = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
    send(
      response,
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${token}${parts.join('')}</ListBucketResult>`,
    )
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    place: { bucket: 'files', region: 'eu-central-1', endpoint, ...secrets },
    objects,
    refused,
    unfinished: () => uploads.size,
    fail: (...more) => void ways.push(...more),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** What is wrong with a request's signature (AWS Signature Version 4), or undefined where it fits. */
function faultOf({ method, url, headers, rawPath, body }: Request, secret: string): string | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=peer\/(\d{8})\/([a-z0-9-]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
  if (!parts) return 'no signature'
  const [, day = '', region = '', names = '', signature = ''] = parts
  const time = String(headers['x-amz-date'])
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!time.startsWith(day) || !(Math.abs(Date.now() - at) < 15 * 60_000)) return 'of another time'
  const signed = names.split(';')
  for (const needed of ['host', 'x-amz-date', 'x-amz-content-sha256', ...(headers.range ? ['range'] : [])]) {
    if (!signed.includes(needed)) return `${needed} is not signed`
  }
  const bodyHash = String(headers['x-amz-content-sha256'])
  if (bodyHash !== hash(body)) return 'the body is another'
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const canonical = [
    method,
    rawPath.split('?')[0],
    query,
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    bodyHash,
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, hash(Buffer.from(canonical))].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  return timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex')) ? undefined : 'another signature'
}

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const etagOf = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

function send(response: ServerResponse, xml: string) {
  return response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${xml}`)
}

function refuse(response: ServerResponse, status: number, code: string) {
  const xml = `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`
  return response.writeHead(status, { 'content-type': 'application/xml' }).end(xml)
}
