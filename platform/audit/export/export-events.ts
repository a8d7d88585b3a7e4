import type { Tenant } from '@tenantry/tenancy'
import type { FileAnswer } from '#platform/http/file-answers.ts'
import { csvPages } from '#platform/sheets/write-csv.ts'
import type { AuditEvent } from '../audit.contract.ts'
import { eventColumns } from './event-columns.ts'
import { fhirEvent } from './fhir-event.ts'

type Format = 'csv' | 'fhir' | 'bundle'

type Pages = AsyncIterable<AuditEvent[]>

const kinds: Record<
  Format,
  { ending: string; type: string; write(pages: Pages, tenant: Tenant): AsyncGenerator<string> }
> = {
  csv: {
    ending: 'csv',
    type: 'text/csv; charset=utf-8',
    write: (pages, { timeZone }) => csvPages(eventColumns(timeZone), pages),
  },
  fhir: { ending: 'fhir.ndjson', type: 'application/fhir+ndjson', write: writeFhirLines },
  bundle: { ending: 'fhir.json', type: 'application/fhir+json', write: writeBundle },
}

/** Events as a file in one of the formats, written while their pages are read. */
export function exportEvents(tenant: Tenant, format: Format, pages: Pages): FileAnswer {
  const { ending, type, write } = kinds[format]
  return { name: `audit-${tenant.slug}.${ending}`, type, content: write(pages, tenant) }
}

/** One resource a line, as FHIR's bulk data is. */
async function* writeFhirLines(pages: Pages, tenant: Tenant) {
  for await (const page of pages) {
    yield page.map((event) => `${JSON.stringify(fhirEvent(event, tenant))}\n`).join('')
  }
}

async function* writeBundle(pages: Pages, tenant: Tenant) {
  yield '{"resourceType":"Bundle","type":"collection","entry":['
  let before = '\n'
  for await (const page of pages) {
    for (const event of page) {
      const entry = { fullUrl: `urn:uuid:${event.id}`, resource: fhirEvent(event, tenant) }
      yield `${before}${JSON.stringify(entry)}`
      before = ',\n'
    }
  }
  yield '\n]}\n'
}
