import { coded, conceptAt, titlesAt } from './codes.ts'
import { dateAt, occurred, startAt } from './dates.ts'
import { joined, type Part, partsAt, textAt } from './json.ts'
import { common, nameOf, type Row, type Surroundings } from './surroundings.ts'

export function mapReport(resource: Part, around: Surroundings): Row<'clinic.reports'> {
  const results = partsAt(resource, 'result').flatMap((reference) => around.find(reference)?.id ?? [])
  return {
    ...common(resource, around),
    encounterId: around.encounterId,
    ...coded(conceptAt(resource, 'code'), 'Report'),
    status: textAt(resource, 'status') ?? 'unknown',
    category: titlesAt(resource, 'category'),
    conclusion: joined([textAt(resource, 'conclusion'), titlesAt(resource, 'conclusionCode')], '\n'),
    practitioner: joined(
      [...partsAt(resource, 'resultsInterpreter'), ...partsAt(resource, 'performer')].map((each) =>
        nameOf(each, around),
      ),
    ),
    // The ids are ours, so that nothing in them needs quoting.
    resultIds: `{${results.join(',')}}`,
    ...occurred(
      dateAt(resource, 'effectiveDateTime'),
      startAt(resource, 'effectivePeriod'),
      dateAt(resource, 'issued'),
    ),
  }
}
