import { Menu, type MenuItemProps } from '@mantine/core'
import { createLink, type LinkComponent } from '@tanstack/react-router'
import type { MouseEventHandler, ReactNode, Ref } from 'react'

type Props = MenuItemProps & {
  ref?: Ref<HTMLAnchorElement>
  children?: ReactNode
  onClick?: MouseEventHandler<HTMLAnchorElement>
}

function RoutedItem(props: Props) {
  return <Menu.Item component="a" {...props} />
}

/** A link of the app as an item of a menu. */
export const MenuLink: LinkComponent<typeof RoutedItem> = createLink(RoutedItem)
