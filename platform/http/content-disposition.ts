/** RFC 6266: the name in ASCII for old programs, and as it is. What is not a letter or a digit is encoded. */
export function contentDisposition(disposition: 'attachment' | 'inline', name: string): string {
  const plain = name.replace(/[^A-Za-z0-9 ._-]/g, '_')
  const exact = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${exact}`
}
