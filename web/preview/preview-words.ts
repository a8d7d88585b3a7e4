/** What the page hands to its frame: bytes, because the frame itself can ask for nothing. */
export interface ToShow {
  kind: 'image' | 'pdf'
  bytes: ArrayBuffer
  /** What it is called, and what each of its pages is, where it has any: `Page 1 of 3`. */
  name: string
  pageNames: string
}

/** What the frame says of itself. */
export type Said = 'ready' | 'shown' | 'failed'
