import { useMantineColorScheme } from '@mantine/core'
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs'
import IconLogout from '@tabler/icons-react/dist/esm/icons/IconLogout.mjs'
import IconMoon from '@tabler/icons-react/dist/esm/icons/IconMoon.mjs'
import IconUser from '@tabler/icons-react/dist/esm/icons/IconUser.mjs'
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePatientSuggestions } from '#apps/clinic/patients/web/patient-queries.ts'
import { useCustomerSuggestions } from '#apps/store/customers/web/customer-queries.ts'
import { useMay, useSession, useWritable } from '#platform/identity/web/session-queries.ts'
import { useSignOut } from '#platform/identity/web/sign-in-queries.ts'
import { useFormats } from '#web/format/use-formats.ts'
import { pagesOf } from './navigation.ts'

export interface Command {
  id: string
  label: string
  detail?: string
  icon: typeof IconUser
  run: () => void
}

/** Patients whose name, number or phone fits what was typed. */
export function usePatientCommands(query: string): { commands: Command[]; loading: boolean } {
  const navigate = useNavigate()
  const formats = useFormats()
  const mayRead = useMay('patient.read')
  const { data, isFetching } = usePatientSuggestions(query, mayRead && query.length > 0)
  const commands = (data?.items ?? []).map(({ id, name, number, birthDate }) => ({
    id,
    label: name,
    detail: [birthDate && formats.age(birthDate), number].filter(Boolean).join(' · '),
    icon: IconUser,
    run: () => void navigate({ to: '/patients/$patientId', params: { patientId: id } }),
  }))
  return { commands: query && mayRead ? commands : [], loading: isFetching }
}

/** Customers whose name, apartment or phone fits what was typed. */
export function useCustomerCommands(query: string): { commands: Command[]; loading: boolean } {
  const navigate = useNavigate()
  const mayRead = useMay('customer.read')
  const { data, isFetching } = useCustomerSuggestions(query, mayRead && query.length > 0)
  const commands = (data?.items ?? []).map(({ id, name, apartments }) => ({
    id,
    label: name,
    detail: apartments.map(({ number }) => number).join(', '),
    icon: IconUser,
    run: () => void navigate({ to: '/customers/$customerId', params: { customerId: id } }),
  }))
  return { commands: query && mayRead ? commands : [], loading: isFetching }
}

/** Pages, actions and the account's other tenants, narrowed by what was typed. */
export function useFixedCommands(typed: string): { title: string; commands: Command[] }[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const session = useSession()
  const pages = pagesOf(session).map(({ to, text, icon }) => ({
    id: to.slice(1),
    label: t(text),
    icon,
    run: () => void navigate({ to }),
  }))
  const others = session.otherTenants.map(({ name, address, slug }) => ({
    id: `tenant-${slug}`,
    label: name,
    icon: IconBuilding,
    run: () => location.assign(address),
  }))
  const groups = [
    { title: t('actions'), commands: useActions() },
    { title: t('pages'), commands: pages },
    { title: t('otherTenants'), commands: others },
  ]
  const fits = ({ label }: Command) => label.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase())
  return groups.map(({ title, commands }) => ({ title, commands: commands.filter(fits) }))
}

function useActions(): Command[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const signOut = useSignOut()
  const mayRegister = useMay('patient.write')
  const mayAdd = useMay('customer.write')
  const writable = useWritable()
  const register = {
    id: 'register',
    label: t('registerPatient'),
    icon: IconUserPlus,
    run: () => void navigate({ to: '/patients', search: { sheet: 'new' } }),
  }
  const add = {
    id: 'add-customer',
    label: t('addCustomer'),
    icon: IconUserPlus,
    run: () => void navigate({ to: '/customers', search: { sheet: 'new' } }),
  }
  return [
    ...(mayRegister && writable ? [register] : []),
    ...(mayAdd && writable ? [add] : []),
    {
      id: 'scheme',
      label: t(colorScheme === 'dark' ? 'toLight' : 'toDark'),
      icon: IconMoon,
      run: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
    },
    { id: 'sign-out', label: t('signOut'), icon: IconLogout, run: () => signOut.mutate() },
  ]
}
