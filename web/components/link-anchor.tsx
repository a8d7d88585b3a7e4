import { Anchor, type AnchorProps } from '@mantine/core'
import { createLink, type LinkComponent } from '@tanstack/react-router'
import type { Ref } from 'react'

type Props = Omit<AnchorProps, 'href'> & { ref?: Ref<HTMLAnchorElement> }

function RoutedAnchor(props: Props) {
  return <Anchor {...props} />
}

/** A link of the app that knows its routes. */
export const LinkAnchor: LinkComponent<typeof RoutedAnchor> = createLink(RoutedAnchor)
