/** Why a route that only a clinic has holds no health data, so that reading it leaves no event. */
export const noHealthReasons: Record<string, string> = {
  'GET /directory':
    'what was imported and belongs to no chart: practitioners, organisations, places, substances',
  'GET /practitioners': 'who treats here, and with what licence; no patient is named',
  'POST /practitioners': 'the profile of a member; no patient is named',
  'PATCH /practitioners/:practitionerId': 'the profile of a member; no patient is named',
}
