import { Loader, Modal, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#platform/identity/web/session-queries.ts'
import classes from './command-palette.module.css'
import { type Command, useCustomerCommands, useFixedCommands, usePatientCommands } from './commands.ts'

/** Ctrl K: patients or customers, pages and actions by typing. The field keeps the focus, the arrows move the choice. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 120)
  const [chosen, setChosen] = useState(0)
  const patients = usePatientCommands(query)
  const customers = useCustomerCommands(query)
  const loading = patients.loading || customers.loading
  const placeholder = t(useSession().tenant.app === 'store' ? 'palettePlaceholderShop' : 'palettePlaceholder')
  const groups = [
    { title: t('patients'), commands: patients.commands },
    { title: t('customers'), commands: customers.commands },
    ...useFixedCommands(typed),
  ].filter(({ commands }) => commands.length > 0)
  const commands = groups.flatMap((group) => group.commands)
  const active = commands[Math.min(chosen, commands.length - 1)]

  const run = (command: Command | undefined) => {
    if (!command) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined)
      setChosen((from) => (from + step + commands.length) % Math.max(1, commands.length))
    else if (event.key === 'Enter') run(active)
    else return
    event.preventDefault()
  }
  return (
    <Modal.Root opened onClose={onClose} size={560} yOffset={72} transitionProps={{ duration: 0 }}>
      <Modal.Overlay backgroundOpacity={0.25} />
      <Modal.Content aria-label={t('openPalette')} radius="sm">
        <TextInput
          // At once, and not when the dialog has settled: people go on typing.
          autoFocus
          data-autofocus
          variant="unstyled"
          className={classes.search}
          placeholder={placeholder}
          aria-label={placeholder}
          leftSection={<IconSearch size={20} />}
          rightSection={loading && <Loader size={16} />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={active && `${listId}-${active.id}`}
          autoComplete="off"
        />
        <div id={listId} role="listbox" aria-label={t('results')} className={classes.list}>
          {groups.map(({ title, commands: members }) => (
            <div key={title} role="group" aria-label={title}>
              <div className={classes.group} aria-hidden>
                {title}
              </div>
              {members.map((command) => (
                <Option
                  key={command.id}
                  id={`${listId}-${command.id}`}
                  command={command}
                  active={command === active}
                  onRun={() => run(command)}
                />
              ))}
            </div>
          ))}
        </div>
        {commands.length === 0 && !loading && (
          <Text c="dimmed" p="md" role="status">
            {t('nothingFound', { query: typed })}
          </Text>
        )}
      </Modal.Content>
    </Modal.Root>
  )
}

interface OptionProps {
  id: string
  command: Command
  active: boolean
  onRun: () => void
}

function Option({ id, command, active, onRun }: OptionProps) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const { icon: Icon } = command
  return (
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={active}
      className={classes.option}
      onClick={onRun}
    >
      <Icon size={20} stroke={1.6} aria-hidden />
      <span className={classes.label}>{command.label}</span>
      {command.detail && <span className={classes.detail}>{command.detail}</span>}
    </div>
  )
}
