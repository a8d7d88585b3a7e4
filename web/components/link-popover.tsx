import { Popover } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactElement, ReactNode } from 'react'
import classes from './link-popover.module.css'

interface Props {
  /** The button that opens it. */
  target: (props: { onClick: () => void; 'aria-expanded': boolean }) => ReactElement
  position: 'bottom-start' | 'bottom-end' | 'top-end'
  label: string
  children: ReactNode
}

/** A short list of links or buttons behind a button. Choosing one closes it. */
export function LinkPopover({ target, position, label, children }: Props) {
  const [opened, { toggle, close }] = useDisclosure()
  return (
    <Popover opened={opened} onChange={toggle} position={position} trapFocus returnFocus>
      <Popover.Target>{target({ onClick: toggle, 'aria-expanded': opened })}</Popover.Target>
      <Popover.Dropdown p={4} aria-label={label} className={classes.dropdown}>
        <ul className={classes.list} onClick={close}>
          {children}
        </ul>
      </Popover.Dropdown>
    </Popover>
  )
}
