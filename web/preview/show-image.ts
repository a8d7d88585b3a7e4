import type { ToShow } from './preview-words.ts'

/** Shows a picture as large as the frame lets it be. */
export async function showImage(place: HTMLElement, { bytes, name }: ToShow): Promise<void> {
  const image = document.createElement('img')
  image.alt = name
  image.src = URL.createObjectURL(new Blob([bytes]))
  place.append(image)
  await image.decode()
}
