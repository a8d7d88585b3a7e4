import type { Permission } from '#contract/route.ts'

const clinical = [
  'patient.read',
  'patient.write',
  'record.read',
  'record.write',
  'practitioner.read',
] as const

const messaging = ['message.read', 'message.send'] as const

// Whoever gives out roles may give no more than he has: an admin who could not do what a doctor does could not make one.
const administrative = [
  ...clinical,
  ...messaging,
  'message.manage',
  'record.import',
  'member.read',
  'member.write',
  'practitioner.write',
  'mail.read',
  'audit.read',
  'apikey.manage',
  'settings.read',
  'settings.write',
] as const

/** What each role of a clinic may do. Roles add up. */
export const clinicRoles = {
  owner: [...administrative, 'ownership.transfer'],
  admin: administrative,
  doctor: clinical,
  nurse: clinical,
  // The desk knows who somebody is and how to reach him, not what he suffers from.
  receptionist: ['patient.read', 'patient.write', 'practitioner.read', ...messaging],
  // The laboratory needs to know whose sample it has.
  lab_tech: ['patient.read', 'practitioner.read'],
  viewer: ['patient.read', 'record.read', 'practitioner.read', 'settings.read'],
  // Patients see what is theirs through the portal's own routes and nothing of the clinic's.
  patient: [],
} as const satisfies Record<string, readonly Permission[]>

export type ClinicRole = keyof typeof clinicRoles
