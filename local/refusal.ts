/**
 * The platform cannot start, for a reason that the person at the terminal can act on. The message is all they
 * need: it is shown without a stack.
 */
export class PlatformRefusal extends Error {}
