import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../components/problem-alert.tsx'
import { isProblem } from '../query-client.ts'

interface Props {
  error: Error
  /** Better words for the error than its code has. */
  message?: string | undefined
  /** Gives up what was typed. */
  onShowSaved: () => void
  /** Goes on from what is saved: the button sends the form. */
  onSaveOver: () => void
}

/** Why a form was not saved; and where somebody else was faster, the choice between his and one's own. */
export function SaveProblem({ error, message, onShowSaved, onSaveOver }: Props) {
  const { t } = useTranslation('shell')
  return (
    <>
      <ProblemAlert error={error} {...(message && { message })} />
      {isProblem(error, 'version_conflict') && (
        <Group gap="xs">
          <Button variant="default" onClick={onShowSaved}>
            {t('showSaved')}
          </Button>
          <Button type="submit" variant="default" onClick={onSaveOver}>
            {t('saveOver')}
          </Button>
        </Group>
      )}
    </>
  )
}
