import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { SideSheet } from '#web/components/side-sheet.tsx'
import { useOpened } from '#web/forms/use-opened.ts'
import type { Practitioner } from '../practitioners.contract.ts'
import { useCandidates, useCreatePractitioner, useEditPractitioner } from './practitioner-queries.ts'
import { ProfileForm } from './profile-form.tsx'

interface NewProps {
  /** Members who have a profile. */
  taken: readonly string[]
  onClose: () => void
}

/** Gives a member the profile of somebody who treats patients. */
export function NewProfileSheet({ taken, onClose }: NewProps) {
  const { t } = useTranslation('practitioners')
  const [changed, setChanged] = useState(false)
  const [memberId, setMemberId] = useState<string | null>(null)
  const [noMember, setNoMember] = useState(false)
  // Another key for the request when what is asked for has changed: the same one again would be refused.
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID())
  const create = useCreatePractitioner(requestKey)
  const change = () => {
    setChanged(true)
    setRequestKey(crypto.randomUUID())
  }
  return (
    <SideSheet opened title={t('add')} changed={changed} onClose={onClose}>
      <ProfileForm
        button={t('add')}
        error={create.error}
        pending={create.isPending}
        onChanged={change}
        onSend={(profile) => {
          setNoMember(memberId === null)
          if (memberId === null) return
          create.mutate(
            { memberId, ...profile },
            {
              onSuccess: ({ name }) => {
                onClose()
                notifyDone(t('added', { name }))
              },
            },
          )
        }}
      >
        <MemberChoice
          taken={taken}
          value={memberId}
          error={noMember ? t('memberNeeded') : undefined}
          onChange={(chosen) => {
            setMemberId(chosen)
            setNoMember(false)
            change()
          }}
        />
      </ProfileForm>
    </SideSheet>
  )
}

export function EditProfileSheet({
  practitioner,
  onClose,
}: {
  practitioner: Practitioner
  onClose: () => void
}) {
  const { t } = useTranslation('practitioners')
  const [changed, setChanged] = useState(false)
  const edit = useEditPractitioner(practitioner)
  const { opened, over } = useOpened(practitioner, edit)
  return (
    <SideSheet opened title={practitioner.name} changed={changed} onClose={onClose}>
      <ProfileForm
        key={opened.version}
        practitioner={opened}
        button={t('save')}
        error={edit.error}
        over={over}
        pending={edit.isPending}
        onChanged={() => setChanged(true)}
        onSend={(profile) =>
          edit.mutate(profile, {
            onSuccess: () => {
              onClose()
              notifyDone(t('saved', { name: practitioner.name }))
            },
          })
        }
      />
    </SideSheet>
  )
}

interface ChoiceProps {
  taken: readonly string[]
  value: string | null
  error: string | undefined
  onChange: (memberId: string | null) => void
}

/** The members without a profile; whoever has the role of a doctor comes first. */
function MemberChoice({ taken, value, error, onChange }: ChoiceProps) {
  const { t } = useTranslation('practitioners')
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed, 200)
  const members = useCandidates(asked)
  const isDoctor = ({ roles }: { roles: string[] }) => Number(roles.includes('doctor'))
  const free = (members.data?.items ?? [])
    .filter(({ id }) => !taken.includes(id))
    .toSorted((one, other) => isDoctor(other) - isDoctor(one))
  return (
    <>
      {members.error && <ProblemAlert error={members.error} retry={() => void members.refetch()} />}
      <Select
        label={t('member')}
        description={t('memberHint')}
        searchable
        required
        nothingFoundMessage={t('nobody')}
        data={free.map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }))}
        // The server has looked already, in the addresses, too.
        filter={({ options }) => options}
        value={value}
        error={error}
        onChange={onChange}
        onSearchChange={(text) => setTyped(text.split(' · ', 1)[0] ?? '')}
      />
    </>
  )
}
