import type { Permission } from '#contract/route.ts'

/** What each role of a clinic may do. Roles add up. */
export const clinicRoles = {
  owner: [
    'patient.read',
    'patient.write',
    'record.read',
    'record.write',
    'record.import',
    'member.read',
    'member.write',
  ],
  doctor: ['patient.read', 'patient.write', 'record.read', 'record.write'],
  // The desk knows who somebody is and how to reach him, not what he suffers from.
  receptionist: ['patient.read', 'patient.write'],
  viewer: ['patient.read', 'record.read'],
} as const satisfies Record<string, readonly Permission[]>

export type ClinicRole = keyof typeof clinicRoles
