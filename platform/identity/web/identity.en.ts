export const texts = {
  signInTo: 'Sign in to {{name}}',
  email: 'E-mail address',
  password: 'Password',
  showPassword: 'Show or hide the password',
  signIn: 'Sign in',
  demoSignIns: 'Demonstration sign-ins',
  demoNote: 'This is a demonstration. Everything in it is made up; do not enter real patients.',
  fillIn: 'Fill in: {{role}}',
} as const
