export const texts = {
  signInTo: 'Sign in to {{name}}',
  email: 'E-mail address',
  password: 'Password',
  showPassword: 'Show or hide the password',
  signedOutText:
    'After a while without work the session ends. Sign in again and go on where you were: what you typed is still here.',
  signedOutTitle: 'You have been signed out',
  signIn: 'Sign in',
  demoSignIns: 'Demonstration sign-ins',
  demoNote: 'This is a demonstration. Everything in it is made up; do not enter real patients.',
  fillIn: 'Fill in: {{role}}',
  changePassword: 'Change the password',
  passwordAdvice: 'Take 15 characters or more, such as four or five words that only you would put together.',
  presentPassword: 'Present password',
  newPassword: 'New password',
} as const
