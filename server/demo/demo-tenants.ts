import type { NewTenant } from '@tenantry/tenancy'
import { bengaluru, delhi, kochi, pune, type Region } from './regions.ts'

/** Who works at a demonstration tenant. */
export interface DemoMember {
  email: string
  name: string
  role: string
}

export interface DemoTenant {
  tenant: NewTenant & { demo: true }
  members: readonly DemoMember[]
  /** Of clinics: how many patients, and of where. */
  patients?: { count: number; region: Region; doctor: string }
  /** Of shops: how many customers, with names of where. */
  customers?: { count: number; region: Region }
}

/** Everybody's. It is shown on the sign-in pages of these tenants, so it is no secret; long, as all passwords are. */
export const demoPassword = 'for demonstration only'

/** Works at two clinics, so that there is something to switch between. */
const atTwoClinics: Omit<DemoMember, 'role'> = { email: 'meera@demo.example', name: 'Dr. Meera Iyer' }

const roles = ['owner', 'doctor', 'receptionist', 'viewer'] as const

export const demoTenants: readonly DemoTenant[] = [
  {
    tenant: {
      slug: 'quantumhealth',
      app: 'clinic',
      name: 'QuantumHealth',
      plan: 'enterprise',
      placement: 'pool',
      accent: '#1864ab',
      demo: true,
    },
    members: [
      ...staff('quantumhealth', ['Dr. Kavya Hegde', 'Dr. Arjun Rao', 'Roopa Gowda', 'Imran Khan']),
      { ...atTwoClinics, role: 'doctor' },
    ],
    patients: { count: 60, region: bengaluru, doctor: 'Dr. Arjun Rao' },
  },
  {
    tenant: {
      slug: 'santkrupa',
      app: 'clinic',
      name: 'Santkrupa Clinic',
      plan: 'basic',
      placement: 'pool',
      accent: '#2b8a3e',
      demo: true,
    },
    members: [
      ...staff('santkrupa', ['Dr. Anjali Kulkarni', 'Dr. Sachin Joshi', 'Vaishali More', 'Nitin Pawar']),
      { ...atTwoClinics, role: 'viewer' },
    ],
    patients: { count: 45, region: pune, doctor: 'Dr. Sachin Joshi' },
  },
  {
    tenant: {
      slug: 'smartdmv',
      app: 'clinic',
      name: 'SmartDMV Hospital',
      plan: 'premium',
      placement: 'silo',
      accent: '#862e9c',
      demo: true,
    },
    members: staff('smartdmv', ['Dr. Neha Kapoor', 'Dr. Vikas Mehta', 'Simran Arora', 'Deepak Tyagi']),
    patients: { count: 40, region: delhi, doctor: 'Dr. Vikas Mehta' },
  },
  {
    tenant: {
      slug: 'medicalapp',
      app: 'clinic',
      name: 'MedicalApp Family Practice',
      plan: 'trial',
      placement: 'pool',
      accent: '#c2410c',
      demo: true,
    },
    members: staff('medicalapp', ['Dr. Anju Menon', 'Dr. Thomas Kurian', 'Bindu Nair', 'Faisal Rahman']),
    patients: { count: 25, region: kochi, doctor: 'Dr. Thomas Kurian' },
  },
  {
    tenant: {
      slug: 'quantumtrack',
      app: 'store',
      name: 'QuantumTrack Stores',
      plan: 'professional',
      placement: 'pool',
      accent: '#0b7285',
      demo: true,
    },
    members: [
      { email: 'owner@quantumtrack.example', name: 'Prakash Shah', role: 'owner' },
      { email: 'counter@quantumtrack.example', name: 'Sunita Pawar', role: 'member' },
    ],
    customers: { count: 28, region: pune },
  },
]

/** `.example` belongs to nobody (RFC 2606), so none of these addresses is anybody's. */
function staff(slug: string, names: readonly [string, string, string, string]): DemoMember[] {
  return roles.map((role, index) => ({ email: `${role}@${slug}.example`, name: names[index]!, role }))
}
