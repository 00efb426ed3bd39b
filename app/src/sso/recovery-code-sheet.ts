/** What is downloaded or printed: the code, and all that somebody needs to know who finds it years later. */
export function codeSheet(of: {
  readonly code: string;
  readonly organization: string;
  readonly email: string;
  readonly origin: string;
}): string {
  return [
    `Recovery code for ${of.organization}`,
    "",
    of.code,
    "",
    `For: ${of.email}`,
    `To be used at: ${of.origin}/recovery`,
    "",
    "It works once, and the session it opens lasts an hour at most.",
    "All owners are told when it is used. Keep it secret.",
    "",
  ].join("\n");
}
