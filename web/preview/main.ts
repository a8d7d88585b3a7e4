import './preview.css'
import type { Said, ToShow } from './preview-words.ts'
import { showImage } from './show-image.ts'
import { showPdf } from './show-pdf.ts'

// Nobody signs in here and nothing can be asked for: the page around this frame sends what is to be shown.

const say = (said: Said) => parent.postMessage(said, '*')

addEventListener('message', ({ source, data }: MessageEvent<ToShow>) => {
  if (source !== parent) return
  void show(data).then(
    () => say('shown'),
    () => say('failed'),
  )
})
say('ready')

async function show(given: ToShow) {
  const place = document.getElementById('shown')!
  place.replaceChildren()
  await (given.kind === 'pdf' ? showPdf(place, given) : showImage(place, given))
}
