import { Button, ColorPicker, Group, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { useFormats } from '#web/format/use-formats.ts'
import { useFormOver } from '#web/forms/use-form-over.ts'
import { accentShades, platformAccent } from '#web/theme/accent.ts'
import { contrast, parseHex, type Rgb, toHex } from '#web/theme/contrast.ts'
import type { Settings } from '../settings.contract.ts'
import { SettingsForm } from './settings-form.tsx'
import { useChangeSettings } from './settings-queries.ts'
import classes from './settings.module.css'
import { useSaved } from './use-saved.ts'

const swatches = [
  '#1f5f8b',
  '#1864ab',
  '#0b7285',
  '#2b7a3d',
  '#5c7c0b',
  '#9a5b00',
  '#c2410c',
  '#c92a2a',
  '#a61e4d',
  '#862e9c',
  '#5f3dc4',
  '#364fc7',
]
const surfaces = { light: '#ffffff', dark: '#242424' }

/** The colour of buttons and links, and what becomes of it where it could not be read. */
export function ColourForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation('settings')
  const { accent } = settings
  const readOnly = !useWritable() || !settings.can.edit
  const change = useChangeSettings(settings)
  const form = useForm({ initialValues: colourOf(settings) })
  const over = useFormOver({ form, present: settings, valuesOf: colourOf, save: change })
  const saved = useSaved(form)
  const { colour } = form.values
  const choose = (next: string) => form.setFieldValue('colour', next)
  const rgb = parseHex(colour)
  const save = (next: string | null) =>
    change.mutate(
      { accent: next },
      {
        onSuccess: () => {
          const values = { colour: next ?? platformAccent }
          form.setValues(values)
          saved(values).onSuccess()
        },
      },
    )
  return (
    <SettingsForm
      title={t('colour')}
      description={t('colourText')}
      readOnly={readOnly}
      error={change.error}
      over={over}
      pending={change.isPending}
      onSubmit={(event) => {
        event.preventDefault()
        if (rgb) save(toHex(rgb))
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t('accent')}
          value={colour}
          onChange={(event) => choose(event.currentTarget.value)}
          maxLength={7}
          readOnly={readOnly}
          autoComplete="off"
          error={rgb ? undefined : t('noColour')}
        />
        {accent && !readOnly && (
          <Button variant="subtle" onClick={() => save(null)}>
            {t('platformColour')}
          </Button>
        )}
      </Group>
      {!readOnly && (
        <ColorPicker
          format="hex"
          value={rgb ? colour : platformAccent}
          onChange={choose}
          swatches={swatches}
          swatchesPerRow={6}
          saturationLabel={t('saturation')}
          hueLabel={t('hue')}
        />
      )}
      {rgb && (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <Sample scheme="light" colour={colour} rgb={rgb} />
          <Sample scheme="dark" colour={colour} rgb={rgb} />
        </SimpleGrid>
      )}
    </SettingsForm>
  )
}

function colourOf({ accent }: Settings) {
  return { colour: accent ?? platformAccent }
}

/** WCAG 2.2 asks 4.5 to 1 of texts. */
const readable = 4.5

function Sample({ scheme, colour, rgb }: { scheme: 'light' | 'dark'; colour: string; rgb: Rgb }) {
  const { t } = useTranslation('settings')
  const { decimal } = useFormats()
  const shades = accentShades(colour)
  const text = shades[scheme === 'light' ? 6 : 4]
  const filled = shades[scheme === 'light' ? 6 : 8]
  const ratio = contrast(rgb, parseHex(surfaces[scheme])!)
  const style = { '--sample-surface': surfaces[scheme], '--sample-text': text, '--sample-filled': filled }
  return (
    <div>
      <div className={classes.sample} style={style}>
        <Text fw={600}>{t(scheme === 'light' ? 'onLight' : 'onDark')}</Text>
        <span className={classes.filled}>{t('save')}</span>
      </div>
      <Text size="sm" c="dimmed" mt={4}>
        {t('contrastIs', { ratio: decimal(Math.floor(ratio * 100) / 100) })}{' '}
        {ratio >= readable ? t('readsWell') : t('usedInstead', { colour: text })}
      </Text>
    </div>
  )
}
