import { getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
// It is found by being there: a page without an origin cannot start a worker by its address.
import 'pdfjs-dist/legacy/build/pdf.worker.mjs'
import type { ToShow } from './preview-words.ts'

/** What phones can hold of one page. */
const mostPixels = 8_000_000

/** Shows a PDF page under page; each is drawn when it comes near, and let go when it is far. */
export async function showPdf(place: HTMLElement, { bytes, pageNames }: ToShow): Promise<void> {
  const pdf = await getDocument({
    data: new Uint8Array(bytes),
    useSystemFonts: true,
    // Both would have to be fetched, or compiled.
    useWasm: false,
    useWorkerFetch: false,
  }).promise
  const first = await pdf.getPage(1)
  const { width, height } = first.getViewport({ scale: 1 })
  const drawing = new Map<Element, Promise<void>>()
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const canvas = target as HTMLCanvasElement
        if (!isIntersecting) {
          drawing.delete(canvas)
          canvas.width = canvas.height = 0
        } else if (!drawing.has(canvas)) drawing.set(canvas, draw(pdf, canvas))
      }
    },
    { rootMargin: '100% 0px' },
  )
  const canvases = Array.from({ length: pdf.numPages }, (_, at) => {
    const canvas = document.createElement('canvas')
    canvas.dataset.page = String(at + 1)
    canvas.setAttribute('role', 'img')
    const label = pageNames.replace('#', String(at + 1)).replace('#', String(pdf.numPages))
    canvas.setAttribute('aria-label', label)
    canvas.style.aspectRatio = `${width} / ${height}`
    return canvas
  })
  place.append(...canvases)
  // That the first page can be drawn shows that it is a PDF to be seen.
  drawing.set(canvases[0]!, draw(pdf, canvases[0]!, first))
  await drawing.get(canvases[0]!)
  for (const canvas of canvases) near.observe(canvas)
}

async function draw(pdf: PDFDocumentProxy, canvas: HTMLCanvasElement, known?: PDFPageProxy): Promise<void> {
  const page = known ?? (await pdf.getPage(Number(canvas.dataset.page)))
  const { width, height } = page.getViewport({ scale: 1 })
  canvas.style.aspectRatio = `${width} / ${height}`
  const wanted = (canvas.clientWidth / width) * devicePixelRatio
  const scale = Math.min(wanted, Math.sqrt(mostPixels / (width * height)))
  const viewport = page.getViewport({ scale })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  await page.render({ canvas, viewport }).promise
}
