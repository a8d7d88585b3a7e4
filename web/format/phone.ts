/** `+919820012345` as people read it aloud: `+91 98200 12345`. Other countries' numbers stay as they are. */
export function readablePhone(phone: string) {
  return phone.replace(/^\+91(\d{5})(\d{5})$/, '+91 $1 $2')
}
