import { Button, type ButtonProps } from '@mantine/core'
import { createLink, type LinkComponent } from '@tanstack/react-router'
import type { MouseEventHandler, Ref } from 'react'

type Props = Omit<ButtonProps, 'href'> & {
  ref?: Ref<HTMLAnchorElement>
  onClick?: MouseEventHandler<HTMLAnchorElement>
}

function RoutedButton(props: Props) {
  return <Button component="a" {...props} />
}

/** A link of the app that looks like a button. */
export const LinkButton: LinkComponent<typeof RoutedButton> = createLink(RoutedButton)
