type Child = Node | string | false | null | undefined
type Attributes = Record<string, string | boolean | ((event: Event) => void)>

/** Makes an element: `element('p', { class: 'quiet' }, text)`. Text is text, and never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(attribute, value)
    else if (value === true) made.setAttribute(attribute, '')
    else if (value !== false) made.setAttribute(attribute, value)
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)))
  return made
}

/** A picture of squares, drawn by the page itself. */
export function drawing({ size, path }: { size: number; path: string }, label: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`)
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', label)
  svg.setAttribute('shape-rendering', 'crispEdges')
  const bars = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  bars.setAttribute('d', path)
  bars.setAttribute('fill', '#000000')
  svg.append(bars)
  return svg
}
