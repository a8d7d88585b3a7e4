/**
 * Who presses twice has asked once. A form's button shows that it is at work, and takes no press, from the next picture on;
 * the second press of a double click, and a key that is held down, come before that.
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
      if (event.detail > 1 && closestTo(event, 'button[type=submit]')) stop(event)
    },
    true,
  )
  addEventListener(
    'keydown',
    (event) => {
      if (event.repeat && event.key === 'Enter' && closestTo(event, 'form input, button[type=submit]')) {
        stop(event)
      }
    },
    true,
  )
}

function closestTo({ target }: Event, selector: string) {
  return target instanceof Element && target.closest(selector)
}
