const buttons = 'button[type=submit], button[data-once]'

/**
 * Who presses twice has asked once. A button shows that it is at work, and takes no press, from the next picture on; the second
 * press of a double click, and a key that is held down, come before that. So it is with every form, and with a button outside of
 * one that bears `data-once`: what it makes ends what it made before, such as a new link.
 */
export function sendOncePerPress() {
  const stop = (event: Event) => {
    event.preventDefault()
    event.stopPropagation()
  }
  addEventListener(
    'click',
    (event) => {
      // The browser's own count of presses that belong together.
      if (event.detail > 1 && closestTo(event, buttons)) stop(event)
    },
    true,
  )
  addEventListener(
    'keydown',
    (event) => {
      if (event.repeat && event.key === 'Enter' && closestTo(event, `form input, ${buttons}`)) {
        stop(event)
      }
    },
    true,
  )
}

function closestTo({ target }: Event, selector: string) {
  return target instanceof Element && target.closest(selector)
}
