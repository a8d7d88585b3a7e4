import { Button, SimpleGrid } from '@mantine/core'
import IconBackspace from '@tabler/icons-react/dist/esm/icons/IconBackspace.mjs'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  value: string
  onChange: (value: string) => void
  /** The key left of nought. */
  corner: ReactNode
}

/** Digits as on a phone, for the thumb. A keyboard types into the field itself. */
export function Keypad({ value, onChange, corner }: Props) {
  const { t } = useTranslation('counter')
  const digit = (key: string) => <Key key={key} label={key} onPress={() => onChange(value + key)} />
  return (
    <SimpleGrid cols={3} spacing={6} verticalSpacing={6} role="group" aria-label={t('keypad')}>
      {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(digit)}
      {corner}
      {digit('0')}
      <Button
        variant="default"
        h="var(--key-height)"
        aria-label={t('deleteLast')}
        disabled={value === ''}
        onClick={() => onChange(value.slice(0, -1))}
      >
        <IconBackspace size={24} aria-hidden />
      </Button>
    </SimpleGrid>
  )
}

/** Pressed by touch it leaves the focus in the field. */
export function Key({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <Button
      variant="default"
      h="var(--key-height)"
      fz={22}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {label}
    </Button>
  )
}
