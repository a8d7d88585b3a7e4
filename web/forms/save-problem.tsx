import { Button, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../components/problem-alert.tsx'
import { isProblem } from '../query-client.ts'

interface Props {
  error: Error
  /** Better words for the error than its code has. */
  message?: string | undefined
  /** What can be done where somebody else was faster. */
  over?: Over | undefined
}

export interface Over {
  /** Gives up what was typed. */
  showSaved: () => void
  /** Goes on from what is saved: the button sends the form. */
  saveOver: () => void
}

/** Why a form was not saved; and where somebody else was faster, the choice between his and one's own. */
export function SaveProblem({ error, message, over }: Props) {
  const { t } = useTranslation('shell')
  return (
    <Stack gap="sm">
      <ProblemAlert error={error} {...(message && { message })} />
      {over && isProblem(error, 'version_conflict') && (
        <Group gap="xs">
          <Button variant="default" onClick={over.showSaved}>
            {t('showSaved')}
          </Button>
          <Button type="submit" variant="default" onClick={over.saveOver}>
            {t('saveOver')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
